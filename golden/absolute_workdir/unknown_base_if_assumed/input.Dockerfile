FROM example.com/unknown:1
WORKDIR app

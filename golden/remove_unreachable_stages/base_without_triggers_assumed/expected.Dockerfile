FROM example.com/runtime
EXPOSE 80

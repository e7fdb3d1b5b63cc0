from debian:12
entrypoint ["a"]
Workdir /srv

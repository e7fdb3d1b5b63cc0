FROM debian:12
ENTRYPOINT ["taskrunner", "cmd", "ENTRYPOINT", "CMD"]

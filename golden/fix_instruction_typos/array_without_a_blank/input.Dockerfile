FROM debian:12
ENTRYPOINT["a", "b"]
cmd["c"]

FROM debian:12
ENTRPOINT ["nginx"]

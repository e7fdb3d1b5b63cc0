FROM debian:12
LABEL version=1 description="a b"
LABEL org.opencontainers.image.authors="Jane=Doe #1"

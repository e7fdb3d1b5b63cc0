FROM debian:12
LABEL version=1 description="a b"
MAINTAINER Jane=Doe #1

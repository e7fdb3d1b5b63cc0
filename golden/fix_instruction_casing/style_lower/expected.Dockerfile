arg VERSION=12
from debian:${VERSION} as build
run true
onbuild RUN true

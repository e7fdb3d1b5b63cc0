FROM --platform=$BUILDPLATFORM golang:latest AS build
from golang:latest as test

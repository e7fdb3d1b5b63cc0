FROM golang:1.23 AS build
from build as last
FROM debian:12

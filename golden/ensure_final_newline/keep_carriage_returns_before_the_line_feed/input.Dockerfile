FROM debian:12

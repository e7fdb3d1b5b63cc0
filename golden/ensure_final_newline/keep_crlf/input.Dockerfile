FROM debian:12

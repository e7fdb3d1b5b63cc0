FROM debian:12
RUNapt-get update

FROM debian:12
COPPY a

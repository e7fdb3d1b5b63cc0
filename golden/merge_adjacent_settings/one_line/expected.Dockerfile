FROM debian:12
env A=1 B=2 C=3

FROM debian:12
CMD ['aÿ']

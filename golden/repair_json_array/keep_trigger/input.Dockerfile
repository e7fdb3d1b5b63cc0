FROM debian:12
ONBUILD CMD ['a', 'b']

FROM debian:12
ONBUILD CMD [ "a","b" ]
ONBUILD RUN ["a", "b"]

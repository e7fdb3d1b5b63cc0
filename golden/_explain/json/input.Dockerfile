FROM debian AS a
ONBUILD RUN x
HEALTHCHECK CMD ["check"]
CMD nginx

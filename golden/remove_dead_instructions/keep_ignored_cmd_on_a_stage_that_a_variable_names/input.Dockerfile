ARG BASE=prod
FROM debian:12 AS prod
FROM $BASE
ENTRYPOINT /bin/tool
CMD ["serve"]

FROM debian:12 AS base
CMD /usr/bin/hello

FROM base
COPY run.sh /usr/bin/hello

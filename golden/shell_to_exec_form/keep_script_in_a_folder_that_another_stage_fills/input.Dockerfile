FROM debian:12 AS files
COPY run.sh /out/hello

FROM debian:12
COPY --from=0 /out/ /usr/local/bin/
CMD hello

FROM debian:12 AS files
COPY run.sh /out/hello

FROM debian:12
COPY --from=files /out/hello /hello
CMD /hello

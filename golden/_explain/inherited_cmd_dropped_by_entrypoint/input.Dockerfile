FROM debian AS base
CMD ["server", "--verbose"]
FROM base
ENTRYPOINT ["/usr/bin/wrapper"]

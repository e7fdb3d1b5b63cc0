FROM debian:12 AS base
CMD ["a"]
FROM base
ENTRYPOINT ["b"]

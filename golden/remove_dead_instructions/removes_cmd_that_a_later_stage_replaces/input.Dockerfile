FROM debian:12 AS base
CMD ["a"]
FROM base
CMD ["b"]

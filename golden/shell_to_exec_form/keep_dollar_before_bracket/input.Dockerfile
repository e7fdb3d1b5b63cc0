FROM debian:12 AS sum
CMD seq $[2]
FROM debian:12 AS letter
CMD seq "$é"
FROM debian:12
CMD seq $((1 + 2))

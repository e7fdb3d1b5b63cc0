FROM debian:12
COPY ['a'] /x
COPY ['a', 'b'] /x

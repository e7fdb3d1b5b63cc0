FROM debian:12 AS one
RUN a
FROM one AS two
RUN b
FROM two

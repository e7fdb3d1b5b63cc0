FROM debian:12 AS context
FROM scratch
COPY --from=con\
text /a /a

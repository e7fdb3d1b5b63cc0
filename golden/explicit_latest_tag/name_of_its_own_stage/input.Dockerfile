FROM golang AS golang
RUN a
FROM debian
COPY --from=golang /x /x

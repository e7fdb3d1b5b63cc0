FROM debian:12 AS make
FROM scratch
COPY --from=make /a /a
COPY --from=MaKe /a /b

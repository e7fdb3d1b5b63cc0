FROM debian:12 AS maKe
FROM scratch
COPY --from=MAKE /a /a
COPY --from=MaKe /a /b

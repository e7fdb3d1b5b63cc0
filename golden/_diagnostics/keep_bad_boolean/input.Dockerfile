FROM debian:12
COPY --link=yes /a /b

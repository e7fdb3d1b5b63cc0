FROM debian:12
FROM 0
COPY --from=Debian /a /a
COPY --from=0 /a /b
ONBUILD COPY --from=Files /a /a

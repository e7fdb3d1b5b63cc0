FROM debian:12 AS build
FROM debian:12
COPY --link app /srv/app/
copy --link --chown=1000:1000 a b /opt/app/
COPY --link --from=build /x /opt/x/
COPY --link --from=alpine:3 /x /opt/y/
COPY --link ["a b", "/srv/"]
COPY --link <<EOF /srv/app/
x
EOF

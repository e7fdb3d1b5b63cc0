FROM debian:12 AS build
FROM debian:12
COPY app /srv/app/
copy --chown=1000:1000 a b /opt/app/
COPY --from=build /x /opt/x/
COPY --from=alpine:3 /x /opt/y/
COPY ["a b", "/srv/"]
COPY <<EOF /srv/app/
x
EOF

FROM caddy:2 AS server
ARG HASH
COPY Caddyfile /etc/caddy/

FROM debian:12
COPY --from=server /usr/bin/caddy /usr/bin/
RUN test -n "$HASH"

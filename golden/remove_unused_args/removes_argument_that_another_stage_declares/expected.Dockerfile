FROM caddy:2 AS server
COPY Caddyfile /etc/caddy/

FROM debian:12
ARG HASH
ENV MODE=fast
RUN test -n "$HASH$MODE"

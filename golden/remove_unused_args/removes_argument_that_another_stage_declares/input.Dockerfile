FROM caddy:2 AS server
ARG HASH
ARG MODE
COPY Caddyfile /etc/caddy/

FROM debian:12
ARG HASH
ENV MODE=fast
RUN test -n "$HASH$MODE"

FROM debian:12
COPY --from=nginx /etc/nginx /etc/nginx
RUN --mount=from=alpine,target=/x true

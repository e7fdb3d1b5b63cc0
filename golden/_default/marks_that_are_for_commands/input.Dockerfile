#include conf file relate to service/daemon
# if you want another one, say so
FROM debian:12
RUN sed -i -e "s/{{ php_fpm_host }}/$PHP_FPM_HOST/" -e "s|%%PASSWORD%%|none|" /etc/nginx.conf && \
    docker inspect --format "{{ .Id }}" debian
ENV MODE debug
ENTRYPOINT []
CMD find . -name {}

FROM debian:12
SHELL ["/bin/bash", "-c"]
RUN shopt -s globstar && rm -f /srv/**/*.pyc
CMD cron -f

FROM debian:12
RUN printf 'exec cron -f\n' > /usr/local/bin/start && chmod +x /usr/local/bin/start
CMD start --fast

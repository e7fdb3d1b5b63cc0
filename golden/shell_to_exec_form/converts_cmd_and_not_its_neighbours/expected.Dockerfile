FROM debian:12
RUN ls /etc
HEALTHCHECK CMD ["pgrep", "cron"]
ONBUILD RUN ls /srv
LABEL note="CMD cron -f"
# CMD cron -f
CMD ["cron", "-f"]
STOPSIGNAL SIGQUIT

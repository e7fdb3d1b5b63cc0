FROM debian:12
# CMD ["bash"]
# CMD ["sh"]
RUN true \
    # HEALTHCHECK NONE
    && date
HEALTHCHECK CMD pgrep cron
CMD ["cron", "-f"]

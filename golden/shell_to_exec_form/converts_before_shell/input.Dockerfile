FROM debian:12
CMD cron -f
SHELL ["/bin/bash", "-lc"]
RUN nvm install 20

FROM debian:12
CMD cron -f $OPTIONS
SHELL ["/bin/bash", "-lc"]
CMD cron -f $OPTIONS

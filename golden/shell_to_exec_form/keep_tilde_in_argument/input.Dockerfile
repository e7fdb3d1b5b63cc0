FROM debian:12 AS home
CMD cron -L ~
FROM debian:12
SHELL ["/bin/bash", "-c"]
CMD shop PATH=~/a:~/b

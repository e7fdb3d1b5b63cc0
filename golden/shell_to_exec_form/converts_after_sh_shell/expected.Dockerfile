FROM debian:12
SHELL ["/bin/bash", "-o", "pipefail", "-c"]
RUN date | tee /etc/built
SHELL ["/bin/sh", "-c"]
CMD ["cron", "-f"]

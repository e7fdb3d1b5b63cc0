FROM --platform=$TARGETPLATFORM debian:12
CMD cron -f

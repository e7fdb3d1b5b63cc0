FROM debian:12 AS run
RUN <<EOF
cat > /usr/local/bin/start <<END
exec cron -f
END
EOF
CMD start --fast

FROM debian:12
COPY --chmod=755 <<EOF /usr/local/bin/start
exec cron -f
EOF
CMD start --fast

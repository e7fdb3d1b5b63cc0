ARG DEBUG
FROM debian:12 AS tool-linux
ENTRYPOINT ["/bin/tool"]
FROM tool-linux AS tool-linux-debug
ENTRYPOINT ["/bin/tool", "--debug"]
FROM tool-$TARGETOS${DEBUG:+-debug}

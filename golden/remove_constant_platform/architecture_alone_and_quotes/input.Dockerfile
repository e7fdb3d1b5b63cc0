FROM --platform=amd64 debian:12 AS a
FROM --platform="linux/amd64" debian:12 AS b

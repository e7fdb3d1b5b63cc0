FROM debian:12 AS plain
ENTRYPOINT bash

FROM debian:12 AS login
ENTRYPOINT /bin/bash -l -o pipefail

FROM debian:12 AS looked_up
ENTRYPOINT env bash -lc

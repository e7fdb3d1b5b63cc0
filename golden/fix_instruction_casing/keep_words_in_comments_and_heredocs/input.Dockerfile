FROM debian:12
# run this
RUN <<EOF
run this
EOF
RUN echo \
  run \
  # copy
  that

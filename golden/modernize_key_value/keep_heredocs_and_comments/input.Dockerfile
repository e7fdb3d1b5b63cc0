FROM debian:12
# ENV FOO bar
RUN <<EOF
ENV FOO bar
EOF
COPY <<EOF /x
ENV FOO bar
LABEL a b
EOF
RUN echo \
  ENV FOO bar

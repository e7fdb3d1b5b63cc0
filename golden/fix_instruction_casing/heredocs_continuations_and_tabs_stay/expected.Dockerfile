FROM debian:12
	RUN \
  # run this
    echo one && \

    echo two
COPY <<run /srv/
run
RUN <<EOF
run it
copy it
EOF

FROM debian:12
	run \
  # run this
    echo one && \

    echo two
copy <<run /srv/
run
RUN <<EOF
run it
copy it
EOF

FROM debian:12
RUN <<EOF
CMD [ "a","b" ]
EOF
COPY <<EOF /x
[ "a","b" ]
EOF

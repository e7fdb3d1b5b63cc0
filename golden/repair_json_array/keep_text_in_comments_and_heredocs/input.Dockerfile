FROM debian:12
# CMD ['a', 'b']
RUN <<EOF
CMD ['a', 'b']
EOF
ENV A=['a','b']
LABEL x ['a']

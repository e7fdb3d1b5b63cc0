FROM debian:12
ENV FOO a \
"#b" c
ENV BAR a \
  # kept
  \#b c
ENV BAZ a\\""\
 b

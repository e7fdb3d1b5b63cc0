FROM debian:12
ENV FOO a "b" c
ENV BAR "a"  "b"
ENV BAZ it\'s "a \"quoted\" word"
ENV QUX say 'a "word"' twice

FROM debian:12
# Words all of them: a, and b, are no JSON.
VOLUME a, b
VOLUME [ a, b ]

FROM debian:12
RUN a \

    # One.

  # Two. \

    b \
# Three.
    c

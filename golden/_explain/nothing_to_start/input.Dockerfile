FROM scratch
COPY notes /

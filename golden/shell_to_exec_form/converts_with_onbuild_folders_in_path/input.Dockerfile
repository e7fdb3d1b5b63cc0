FROM debian:12
CMD nginx
ONBUILD ENV PATH="/opt/bin:${PATH}" A=$B

FROM debian:12
HEALTHCHECK NONE
CMD ["bash"]
HEALTHCHECK --interval=5m --timeout=3s \
    # The port is the one of nginx.conf.
    CMD curl -f http://localhost:8080/
CMD ["nginx"]

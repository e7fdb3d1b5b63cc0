FROM debian:12
CMD ["tini", "-g", "--", "xvfb-run", "app"]

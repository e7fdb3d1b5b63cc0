FROM debian:12
RUN ['apt-get', 'update']
HEALTHCHECK --interval=5s CMD ['curl', '-f', 'http://localhost/']
VOLUME ['/a', '/b']
COPY --chown=1 ['a b', '/srv/']
ADD ['a', '$HOME/']
ENTRYPOINT ['app']
CMD ['x']

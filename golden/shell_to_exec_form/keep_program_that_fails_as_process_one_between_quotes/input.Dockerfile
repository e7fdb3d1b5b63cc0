FROM debian:12
CMD /bin/sh -c 'exec xvfb"-"run app'

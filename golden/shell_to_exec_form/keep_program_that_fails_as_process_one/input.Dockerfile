FROM debian:12 AS notebook
CMD jupyter notebook --ip=0.0.0.0

FROM debian:12 AS shell
CMD bash -c "xvfb-run glxgears"

FROM debian:12
ENTRYPOINT /opt/conda/bin/jupyter-lab --no-browser

FROM debian:12 AS session
CMD setsid server --foreground

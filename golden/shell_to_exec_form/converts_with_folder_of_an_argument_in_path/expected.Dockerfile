FROM debian:12
ARG PREFIX=/opt/app
ENV PATH=$PREFIX/bin:$PATH
CMD ["nginx"]

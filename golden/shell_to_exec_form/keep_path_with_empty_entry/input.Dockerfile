FROM debian:12
ENV PATH=$PATH:
CMD next start

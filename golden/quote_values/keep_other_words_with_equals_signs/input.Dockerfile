FROM --platform=$BUILDPLATFORM debian:12
COPY --chown=a:b c d
RUN A=b make
CMD A=b make

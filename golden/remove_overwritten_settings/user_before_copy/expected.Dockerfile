FROM debian:12
COPY --chown=app . /app
ADD x /y
EXPOSE 80
# becomes root
USER root
RUN make
USER app

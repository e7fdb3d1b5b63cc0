FROM debian:12
RUN a &&
cd /app

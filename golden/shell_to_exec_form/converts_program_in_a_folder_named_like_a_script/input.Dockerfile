FROM debian:12
COPY build /app
CMD /app/app

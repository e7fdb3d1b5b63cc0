FROM debian:12
COPY \
  # the program
  app.py \
  /app/

FROM debian:12
ADD \
  # the program
  app.py \
  /app/

FROM debian:12
  # Slow.

CMD ["nginx"]

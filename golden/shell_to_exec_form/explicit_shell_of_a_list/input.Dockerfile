FROM debian:12
CMD cd /srv && ./serve "$PORT" \
  # the port comes from outside
  --verbose

FROM debian:12
CMD python \
  # Slow.
  app.py

CMD ["nginx"]

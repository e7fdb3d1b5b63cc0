FROM alpine
CMD python \
  app.py
CMD ["b"]

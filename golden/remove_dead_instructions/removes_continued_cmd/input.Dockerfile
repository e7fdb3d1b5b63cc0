FROM python:3.12
CMD python \
  app.py
CMD ["gunicorn", "shop.wsgi"]

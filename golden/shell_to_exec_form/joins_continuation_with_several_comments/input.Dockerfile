FROM python:3.12-slim

# The web server.
CMD gunicorn \
  # Keep in step with the load balancer.
  --timeout 60 \
  # See settings.py.
  --bind 0.0.0.0:8000 \
  shop.wsgi
# The end.

FROM python:3.12-slim

# The web server.
# Keep in step with the load balancer.
# See settings.py.
CMD ["gunicorn", "--timeout", "60", "--bind", "0.0.0.0:8000", "shop.wsgi"]
# The end.

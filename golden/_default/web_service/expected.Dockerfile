# syntax=docker/dockerfile:1
FROM python:3.12-slim

# Log lines come out at once.
ENV PYTHONUNBUFFERED=1
WORKDIR /srv/shop

# Dependencies change less often than the code.
COPY requirements.txt .
RUN pip install --no-cache-dir -r requirements.txt
COPY . .

EXPOSE 8000
USER www-data
# Two workers for each core.
CMD ["gunicorn", "--bind", "0.0.0.0:8000", "--workers", "4", "--access-logfile", "-", "shop.wsgi:application"]

FROM python:3.12-slim
WORKDIR /srv
RUN pip install gunicorn \
      uvicorn
CMD gunicorn \
    --workers 4 \
    # One worker for each core of the smallest machine.

    --bind 0.0.0.0:8000 \
    shop.wsgi:application
EXPOSE 8000

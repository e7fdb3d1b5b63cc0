FROM python:3.12-slim
WORKDIR /srv
RUN pip install gunicorn \
      uvicorn
# One worker for each core of the smallest machine.
CMD ["gunicorn", "--workers", "4", "--bind", "0.0.0.0:8000", "shop.wsgi:application"]
EXPOSE 8000

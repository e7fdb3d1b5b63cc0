FROM python:3.12
WORKDIR /srv
COPY app.py .
CMD ["python", "app.py", "--port", "80"]

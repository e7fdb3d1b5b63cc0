FROM python:3.12
WORKDIR /srv
COPY app.py .
ENTRYPOINT ["python", "app.py"]
EXPOSE 80

FROM alpine
ENTRYPOINT ["python", "app.py"]

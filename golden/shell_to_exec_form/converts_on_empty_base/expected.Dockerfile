FROM scratch
WORKDIR /srv
COPY app.py .
CMD ["python", "app.py", "--port", "80"]

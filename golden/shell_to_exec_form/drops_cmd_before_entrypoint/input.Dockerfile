FROM python:3.12
WORKDIR /srv
COPY app.py .
CMD ["--debug"]
ENTRYPOINT python app.py

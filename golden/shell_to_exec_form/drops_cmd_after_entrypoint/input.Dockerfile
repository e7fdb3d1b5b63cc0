FROM python:3.12
WORKDIR /srv
COPY app.py .
ENTRYPOINT python app.py
CMD ["--debug"]
EXPOSE 80

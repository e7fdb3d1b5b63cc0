FROM alpine
CMD ["echo","x"]
ENTRYPOINT python app.py

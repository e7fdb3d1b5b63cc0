FROM alpine
CMD exec python app.py

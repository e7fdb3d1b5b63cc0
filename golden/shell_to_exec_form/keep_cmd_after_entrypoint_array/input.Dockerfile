FROM alpine
ENTRYPOINT ["/entry.sh"]
CMD python app.py

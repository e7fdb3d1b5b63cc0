FROM alpine
CMD ["python", \
  "app.py"]
ENTRYPOINT ["/entry.sh"]

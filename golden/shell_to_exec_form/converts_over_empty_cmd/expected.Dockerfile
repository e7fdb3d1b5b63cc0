FROM debian
ENTRYPOINT ["python", "app.py"]
CMD []

FROM debian
CMD []
ENTRYPOINT ["python", "app.py"]

FROM python:3.12
ENV PYTHONUNBUFFERED=1 PORT=8000
WORKDIR srv
VOLUME /data
LABEL org.example.team="shop" org.example.note="two words"
CMD python manage.py runserver

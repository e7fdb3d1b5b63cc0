FROM debian
CMD exec gunicorn --bind 0.0.0.0:8000 shop.wsgi

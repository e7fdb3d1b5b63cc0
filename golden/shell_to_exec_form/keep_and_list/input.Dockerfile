FROM python:3.12
CMD alembic upgrade head && gunicorn shop.wsgi

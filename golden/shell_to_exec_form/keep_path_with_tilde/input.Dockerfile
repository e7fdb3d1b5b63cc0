FROM python:3.12
ENV PATH="$PATH:~/.local/bin"
CMD gunicorn shop.wsgi

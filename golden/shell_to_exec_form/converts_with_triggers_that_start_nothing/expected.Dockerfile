FROM python:3.12 AS base
ONBUILD COPY requirements.txt /srv/
ONBUILD RUN pip install -r /srv/requirements.txt

FROM base
CMD ["gunicorn", "shop.wsgi"]

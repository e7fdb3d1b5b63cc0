FROM python:3.12-slim
WORKDIR /srv
COPY . .
RUN pip install --no-cache-dir .
ENV PORT=8000
HEALTHCHECK CMD curl -f "http://localhost:$PORT/" || exit 1
CMD alembic upgrade head && exec gunicorn --bind ":$PORT" shop.wsgi

FROM debian:12
COPY app.py requirements.txt /app/
COPY . /app
COPY dist/* /opt/
COPY --chmod=755 --exclude=*.md --link run.sh /

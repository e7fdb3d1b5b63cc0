FROM debian:12
ADD app.py requirements.txt /app/
ADD . /app
ADD dist/* /opt/
ADD --chmod=755 --exclude=*.md --link run.sh /

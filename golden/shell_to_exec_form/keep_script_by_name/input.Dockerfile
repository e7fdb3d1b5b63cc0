FROM python:3.12
CMD /usr/local/bin/start.sh --fast

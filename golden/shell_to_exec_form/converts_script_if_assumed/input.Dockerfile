FROM python:3.12
COPY run.sh /srv/
CMD /srv/run.sh --fast

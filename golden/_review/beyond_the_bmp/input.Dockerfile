FROM debian:12
LABEL whale=🐋 b="ä"   
LABEL c="🐋" EXPOSE=1
CMD echo 🐋 ä && true
CMD /srv/🐋 ä x

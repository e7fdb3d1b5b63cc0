FROM debian:12
CMD env LANG=C.UTF-8 java -Dserver.port=8080 -jar /srv/shop.jar

FROM debian:12
CMD "npm" "start"
RUN "a" && b
RUN 'a'
VOLUME "/a", "/b"
COPY "a", "/b"

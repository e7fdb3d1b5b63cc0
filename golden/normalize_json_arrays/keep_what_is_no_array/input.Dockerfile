FROM debian:12
RUN [ 'a','b' ]
VOLUME [ "/a","/b",]
CMD [ "a","b" 

FROM debian:12
SHELL [ "/bin/bash","-c" ]
ADD ["a" ,"b", "/srv/" ]
COPY --chown=1:1 [ "a b","/srv/"]
VOLUME [ "/a","/b" ]
RUN [ "apt-get","update" ]
HEALTHCHECK --interval=5s CMD [ "curl",  "-f","http://localhost/" ]
ENTRYPOINT ["app","--verbose"]
CMD [ "a",	"b" ]

FROM debian:12 AS a
COPY start.sh /opt/
RUN chmod +x /opt/start.sh && ln -s /opt/start.sh "/usr/bin/hello" # link
CMD hello

FROM debian:12
COPY start.sh /opt/
RUN sudo install -m 755 /opt/start.sh /usr/local/bin/hello
CMD hello

FROM debian:12
RUN mv /opt/start.sh /opt/hello
RUN cp /opt/hello /usr/bin/hello
CMD /usr/bin/hello

FROM debian:12 AS copied
COPY test /usr/local/bin/test
CMD test

FROM debian:12 AS folder
COPY echo /usr/local/bin/
CMD echo hello

FROM debian:12
RUN rm /usr/bin/true
CMD true

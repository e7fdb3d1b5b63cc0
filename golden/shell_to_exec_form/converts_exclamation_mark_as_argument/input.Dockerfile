FROM debian:12
CMD find /var/spool ! -user root -print hello!

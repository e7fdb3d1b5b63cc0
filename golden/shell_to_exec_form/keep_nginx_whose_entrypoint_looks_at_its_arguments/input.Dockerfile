FROM postgres:16
CMD postgres -c fsync=off

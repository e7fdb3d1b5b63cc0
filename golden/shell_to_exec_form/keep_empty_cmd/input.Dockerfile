FROM debian:12 AS bare
CMD
FROM debian:12
ENTRYPOINT  

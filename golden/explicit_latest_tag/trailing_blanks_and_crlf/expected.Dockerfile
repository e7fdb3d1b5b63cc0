FROM debian:latest  
FROM \
  alpine:latest

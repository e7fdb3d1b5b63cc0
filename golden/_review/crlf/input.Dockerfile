FROM debian:12
LABEL a=1  
expose 80/TCP
CMD nginx -g x

FROM debian:12
CMD nginx ÿ  
ENV þ 1

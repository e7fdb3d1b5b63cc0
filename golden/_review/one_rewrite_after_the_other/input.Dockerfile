FROM debian:12
ENV A=1
CMD nginx
ENV  b 2 
CMD ["a" , "b"] 

# first  
FROM debian:12
  # second	
RUN a \
  # third 
  b

FROM debian  
FROM \
  alpine

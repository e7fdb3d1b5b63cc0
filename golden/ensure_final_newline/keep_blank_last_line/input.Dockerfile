FROM debian:12
  

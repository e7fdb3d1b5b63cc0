FROM debian:12
  	

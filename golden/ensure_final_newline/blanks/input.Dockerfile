FROM debian:12
  	
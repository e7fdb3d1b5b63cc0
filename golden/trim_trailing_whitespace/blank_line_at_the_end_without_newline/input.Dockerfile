FROM debian:12
   
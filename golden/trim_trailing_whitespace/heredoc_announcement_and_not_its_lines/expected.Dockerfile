FROM debian:12
RUN <<EOF
key:  
   
EOF
COPY <<A <<B /srv/
a 
A
b 
B

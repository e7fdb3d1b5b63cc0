FROM debian:12
RUN <<EOF
a  
 	
b\ 
EOF
COPY <<-E /x
	a 
	E

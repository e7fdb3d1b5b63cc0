FROM debian:12
ENV FOO="a b"  	
ENV BAR="a \

ENV BAZ a b" \
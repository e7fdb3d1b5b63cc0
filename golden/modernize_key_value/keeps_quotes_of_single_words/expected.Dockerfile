FROM debian:12
ENV GREETING="hello world"
ENV PROMPT='\u@\h $ '
ENV MIXED=a"b c"'d $e'\ f
LABEL "com.example.vendor"="ACME Incorporated"
ENV EMPTY=""

from debian:12 a\
s build
RUN true
COPY . .

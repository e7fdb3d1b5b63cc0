from debian:12
run a
cd /app

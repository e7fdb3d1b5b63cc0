from debian:12
run TRUE

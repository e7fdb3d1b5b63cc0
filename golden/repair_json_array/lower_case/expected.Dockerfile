from debian:12
cmd ["a"]

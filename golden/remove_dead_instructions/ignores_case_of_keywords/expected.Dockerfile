from debian:12
Cmd ["nginx"]

from debian:12
cmd ["bash"]
Cmd ["nginx"]

FROM debian:12
CMD rsync -a,z +x %h @host:dir a^b a~b , / 5% ]

FROM debian:12
END of file

FROM debian:12
ADD missing.txt /a
ADD link /a
ADD link/x /a
ADD none*.txt /a

FROM debian:12
CMD ['-f', 'x']

FROM debian
maintainer somebody
COPY a /a
CMD nginx

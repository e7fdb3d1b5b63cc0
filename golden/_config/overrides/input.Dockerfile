FROM debian
MAINTAINER somebody
CMD nginx

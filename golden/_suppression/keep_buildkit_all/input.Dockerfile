# check=skip=all
FROM debian
MAINTAINER somebody
CMD nginx

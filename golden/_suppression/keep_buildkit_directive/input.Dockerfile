# syntax=docker/dockerfile:1
# check=skip=JSONArgsRecommended,StageNameCasing;error=true
FROM debian AS Base
MAINTAINER somebody
CMD nginx

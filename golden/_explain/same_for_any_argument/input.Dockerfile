ARG TAG=1
FROM debian:$TAG
ARG X
ENV A=$X
CMD ["nginx"]

FROM alpine:3.19
ENV spring.profile=prod
CMD env

ARG unused=1
# escape=`
FROM alpine

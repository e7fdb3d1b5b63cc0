FROM debian
# escape=`
FROM alpine

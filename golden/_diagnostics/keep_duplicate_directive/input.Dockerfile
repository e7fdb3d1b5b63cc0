# syntax=docker/dockerfile:1
# escape=`
# escape=\
FROM debian:12

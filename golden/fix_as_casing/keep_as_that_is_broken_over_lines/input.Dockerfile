FROM golang:1.23 a\
s build

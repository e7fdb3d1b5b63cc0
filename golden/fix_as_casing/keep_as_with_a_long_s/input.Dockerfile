FROM golang:1.23 aſ build

FROM alpine
CMD ["echo", "$HOME"]

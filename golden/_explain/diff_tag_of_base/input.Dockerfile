FROM debian:${TAG:-12}
CMD ["nginx"]

FROM debian
LABEL org.opencontainers.image.authors="somebody"
CMD ["nginx"]

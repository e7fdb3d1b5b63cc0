FROM registry.example.com/app
CMD ["/bin/sh", "-c", "serve"]

FROM debian:12
CMD ["bash"]
CMD --port 80

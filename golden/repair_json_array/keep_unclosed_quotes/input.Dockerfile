FROM debian:12
CMD ["a, "b"]
ENTRYPOINT ["a", "b]
CMD ['don't', 'x']
CMD ["a", "b']

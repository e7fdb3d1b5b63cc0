FROM debian:12
CMD ["a", "b"}
ENTRYPOINT ["a"; "b"]
CMD ["a"."b"]

FROM debian:12
CMD [npm, start]
ENTRYPOINT ["app", --port, :80]

FROM debian:12
ENTRYPOINT [ ]
CMD [	]

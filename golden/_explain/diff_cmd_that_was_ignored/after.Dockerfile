FROM debian
ENTRYPOINT ["server"]
CMD ["--help"]

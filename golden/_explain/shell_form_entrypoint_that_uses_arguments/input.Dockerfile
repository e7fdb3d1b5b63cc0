FROM debian
ENTRYPOINT exec server --root / "$0" "$@"
CMD ["--help"]

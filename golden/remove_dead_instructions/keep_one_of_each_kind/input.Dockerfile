FROM alpine
HEALTHCHECK CMD curl -f x
ENTRYPOINT ["/entry.sh"]
CMD ["a"]

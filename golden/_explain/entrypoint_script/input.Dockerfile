FROM debian
ENTRYPOINT ["/docker-entrypoint.sh"]
CMD ["nginx"]

# drydock global ignore=all
FROM debian
# hadolint ignore=DL3025
CMD nginx

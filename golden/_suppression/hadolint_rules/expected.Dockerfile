# hadolint global ignore=DL4000
FROM debian AS first
MAINTAINER somebody
# hadolint ignore=DL3008,DL3025
CMD nginx

FROM debian
# hadolint ignore=DL3008
CMD ["nginx"]

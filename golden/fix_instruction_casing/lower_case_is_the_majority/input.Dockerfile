FROM debian:12 AS build
run apt-get update
copy . /srv
from scratch
copy --from=build /srv /srv
CMD ["/srv/start"]

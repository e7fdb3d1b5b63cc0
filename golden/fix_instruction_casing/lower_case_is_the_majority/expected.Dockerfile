from debian:12 as build
run apt-get update
copy . /srv
from scratch
copy --from=build /srv /srv
cmd ["/srv/start"]

From debian:12
Run apt-get update
Copy . /srv
cmd ["/srv/start"]

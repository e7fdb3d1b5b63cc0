from debian:12
run apt-get update
copy . /srv
cmd ["/srv/start"]

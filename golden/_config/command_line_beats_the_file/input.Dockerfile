FROM debian
cmd nginx

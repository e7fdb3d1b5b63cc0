FROM debian:12
VOLUMES are below

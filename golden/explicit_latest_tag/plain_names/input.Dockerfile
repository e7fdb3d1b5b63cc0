FROM debian
FROM grafana/grafana
FROM docker.io/library/busybox
FROM ghcr.io/a/b-c_d.e

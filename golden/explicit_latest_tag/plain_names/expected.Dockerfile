FROM debian:latest
FROM grafana/grafana:latest
FROM docker.io/library/busybox:latest
FROM ghcr.io/a/b-c_d.e:latest

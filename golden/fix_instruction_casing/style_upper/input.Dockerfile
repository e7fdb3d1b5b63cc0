from debian:12 as build
run true
healthcheck cmd true

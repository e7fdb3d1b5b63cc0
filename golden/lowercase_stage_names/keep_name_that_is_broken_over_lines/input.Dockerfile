FROM debian:12 AS Fi\
les

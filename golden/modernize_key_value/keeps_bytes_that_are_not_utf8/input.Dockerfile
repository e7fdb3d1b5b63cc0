FROM debian:12
ENV FOO a ÿ b
ENV BAR aÿb

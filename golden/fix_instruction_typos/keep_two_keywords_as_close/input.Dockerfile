FROM debian:12
ADG A=1

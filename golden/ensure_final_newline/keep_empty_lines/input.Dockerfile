FROM debian:12



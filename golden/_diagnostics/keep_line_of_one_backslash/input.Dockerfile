FROM debian:12
\


FROM debian:12


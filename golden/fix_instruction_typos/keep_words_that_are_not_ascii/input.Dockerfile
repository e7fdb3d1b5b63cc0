FROM debian:12
СOPY a /b
RÜN a

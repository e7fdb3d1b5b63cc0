FROM debian:12
MAINTAINER Jürgen Müller – „JM“ <j@example.com>

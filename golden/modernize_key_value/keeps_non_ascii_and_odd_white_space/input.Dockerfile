FROM debian:12
ENV FOO größe x
ENV BAR é b c
ENV BAZ abc
ENV MARK ﻿a b

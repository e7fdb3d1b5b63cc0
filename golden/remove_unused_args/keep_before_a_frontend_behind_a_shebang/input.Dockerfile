#!/usr/bin/env docker-run
ARG UNREAD
# syntax=example.com/frontend
FROM debian:12

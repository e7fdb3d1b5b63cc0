FROM debian:12 AS base
FROM base
FROM Base AS other
FROM OTHER

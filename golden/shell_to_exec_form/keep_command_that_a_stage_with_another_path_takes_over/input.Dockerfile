FROM debian:12 AS base
CMD serve
FROM base
ENV PATH=.:$PATH

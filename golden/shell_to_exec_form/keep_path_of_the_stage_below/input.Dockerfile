FROM debian:12 AS base
ENV PATH=.:$PATH

FROM base
CMD next start

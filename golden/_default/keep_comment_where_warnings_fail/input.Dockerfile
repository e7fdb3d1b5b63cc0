# check=error=true;experimental=InvalidDefinitionDescription
# UNUSED does nothing
ARG UNUSED
ARG BASE=12
FROM debian:12 AS base
# check=bogus
CMD ["a"]
# BASE is the release
ARG BASE
CMD ["b", "c"]
RUN echo $BASE

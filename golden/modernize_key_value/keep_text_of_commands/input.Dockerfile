FROM debian:12
SHELL ["/bin/bash", "-c"]
RUN ["ENV", "FOO", "bar"]
RUN echo ENV FOO bar && \
    LABEL a b
CMD LABEL a b
HEALTHCHECK CMD ENV a b

FROM debian:12
ENV FLAGS="-O2 -g  -Wall"
ENV TABS="a	b"
LABEL description="Does this, and that."
ENV LOOKS_LIKE_PAIRS="a=b c=d"

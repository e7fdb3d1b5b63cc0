FROM debian:12
ENV A=b \
    # A comment.
    C=d\
e \

    F=g

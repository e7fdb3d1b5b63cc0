ARG REG=x
FROM ${REG}/debian:12
ARG A1 B1 C1 D1 E1 F1
RUN echo $A1
RUN <<EOF
echo $B1
EOF
ONBUILD RUN echo $C1
RUN --mount=type=cache,target=/$D1 true
CMD echo $E1
RUN prefix_F1_suffix

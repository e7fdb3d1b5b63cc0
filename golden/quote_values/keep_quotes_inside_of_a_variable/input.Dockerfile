FROM debian:12
ENV A=${B:-"c d"}

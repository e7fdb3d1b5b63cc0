FROM debian:12
ENV A=${B:-c}d E=$F$ G=${H#*/}
ENV LAST=a \

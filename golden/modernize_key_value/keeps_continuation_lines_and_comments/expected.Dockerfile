FROM debian:12
ENV JAVA_OPTS="-Xmx1g \
    # Faster at the start.
    -XX:TieredStopAtLevel=1 \

    -Dname=\$x"
      # the end
ENV LANG=C.UTF-8
ENV PATH=/a:\
/b:\
/c

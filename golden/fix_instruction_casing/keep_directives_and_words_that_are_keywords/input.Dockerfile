# syntax=docker/dockerfile:1
# check=skip=all
FROM from AS run
COPY copy add /workdir/
USER user
CMD ["run", "Cmd"]

FROM debian:12 AS contexts
FROM scratch AS scratch-pad
FROM scratch
COPY --from=contexts /scratch /context

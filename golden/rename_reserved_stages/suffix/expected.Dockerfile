FROM debian:12 AS scratch_files
FROM scratch_files
COPY --from=scratch_files /a /a

# escape=`
FROM debian:12 `
  # the files
  AS `
  Files
FROM scratch
COPY `
  --from=Files `
  /a /a
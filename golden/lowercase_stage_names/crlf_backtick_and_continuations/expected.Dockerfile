# escape=`
FROM debian:12 `
  # the files
  AS `
  files
FROM scratch
COPY `
  --from=files `
  /a /a
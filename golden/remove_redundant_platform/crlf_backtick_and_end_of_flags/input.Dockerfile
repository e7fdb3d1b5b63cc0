# escape=`
FROM `
  --platform=$TARGETPLATFORM `
  debian:12 AS a
FROM --platform=$TARGETPLATFORM -- debian:12
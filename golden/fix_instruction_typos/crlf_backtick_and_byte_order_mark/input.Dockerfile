# escape=`
FRMO debian:12
RUUN dir `
  C:\

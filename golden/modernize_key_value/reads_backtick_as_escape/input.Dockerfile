# escape=`
FROM debian:12
ENV FOO C:\dir x
ENV BAR a`b "c`"d" '`'
ENV BAZ a `$b `
  c

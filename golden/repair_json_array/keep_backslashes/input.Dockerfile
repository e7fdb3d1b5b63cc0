FROM debian:12
CMD ["C:\app\x.exe",]
ENTRYPOINT ['a\b']

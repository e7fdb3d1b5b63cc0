FROM debian:12
ADD --unpack=false app.py /a
ADD --keep-git-dir=true app /a

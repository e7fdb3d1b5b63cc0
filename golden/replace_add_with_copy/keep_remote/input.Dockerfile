FROM debian:12
ADD https://example.com/a /a
ADD http://example.com/a.tar.gz /a
ADD git@github.com:moby/buildkit.git#v1 /a
ADD https://github.com/moby/buildkit.git /a
ADD ssh://git@example.com/x /a
ADD user@example.com:x.git /a
ADD github.com/moby/buildkit /a
ADD app.py https://example.com/a /a/

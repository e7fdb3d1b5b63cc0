FROM alpine AS a
ENTRYPOINT ["foo", "cmd", "bar"]
FROM alpine
ENTRYPOINT ["cmd", "/S", "/C", "foo"]

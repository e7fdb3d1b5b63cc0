FROM debian:12 AS blank
CMD ["echo", "foo bar"]
FROM debian:12 AS quote
CMD ["echo", "say \"hi\""]
FROM debian:12 AS dollar
CMD ["echo", "$HOME"]

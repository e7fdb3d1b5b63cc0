FROM debian:12 AS Base
# BuildKit takes this for an image, and refuses its name; but it is no template.
FROM BASE
ENV A=placeholder

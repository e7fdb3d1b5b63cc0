# syntax=docker/dockerfile:1
# the header

# about the tests
FROM debian:12 AS test
# inside
RUN a

# loose

# about the build
FROM debian:12 AS build
RUN b

# about lint
FROM build AS lint
RUN <<EOF
# no comment
EOF

# the image
FROM debian:12
COPY --from=build /a /b

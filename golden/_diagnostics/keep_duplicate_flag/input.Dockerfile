FROM debian:12 AS build
COPY --from=build --chmod=755 --from=build /a /b

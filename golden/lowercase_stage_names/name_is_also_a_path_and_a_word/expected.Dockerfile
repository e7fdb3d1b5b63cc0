FROM golang:1.23 AS build
RUN make Build && echo --from=Build
COPY Build /Build
FROM scratch
COPY --from=build /Build /Build
LABEL from=Build

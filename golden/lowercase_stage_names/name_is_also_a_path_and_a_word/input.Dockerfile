FROM golang:1.23 AS Build
RUN make Build && echo --from=Build
COPY Build /Build
FROM scratch
COPY --from=Build /Build /Build
LABEL from=Build

FROM debian:12
COPY . 
ADD app.tar.gz
COPY
COPY --from=0 /etc/passwd
COPY ["only"]

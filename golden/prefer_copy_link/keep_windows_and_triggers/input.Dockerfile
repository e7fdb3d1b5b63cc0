FROM --platform=windows/amd64 example.com/win:1
COPY app /app/
ONBUILD COPY app /app/
ADD app /app/

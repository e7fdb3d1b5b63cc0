FROM debian:12
COPY a.txt /a.txt
COPY --chown=app:app a.txt sub /app/
copy ./sub/../a.txt /b
Copy . /all
COPY *.txt sub/?.conf /c/
COPY ["a.txt", "/d"]
COPY /sub /e
COPY misnamed.tar.gz /f
COPY <<EOF /g
x
EOF

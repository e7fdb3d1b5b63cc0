FROM debian:12
ADD a.txt /a.txt
ADD --chown=app:app a.txt sub /app/
add ./sub/../a.txt /b
Add . /all
ADD *.txt sub/?.conf /c/
ADD ["a.txt", "/d"]
ADD /sub /e
ADD misnamed.tar.gz /f
ADD <<EOF /g
x
EOF

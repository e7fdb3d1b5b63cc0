FROM debian:12
ADD plain /a/
ADD squeezed.txt /b/
ADD bundle /c/
ADD *.txt /d/
ADD sub/* /e/
ADD zst xz bz2 /f/

FROM debian:12
CMD serve $PORT | tee /log

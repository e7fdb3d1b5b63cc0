FROM debian:12
CMD ["figlet", "if", "then", "do", "done", "time", "cd"]

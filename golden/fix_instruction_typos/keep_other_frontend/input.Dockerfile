# syntax=example.com/frontend
FROM debian:12
RUNN a

FROM alpine AS s1
CMD cd /app
FROM alpine AS s2
CMD . /env.sh
FROM alpine AS s3
CMD source /env.sh
FROM alpine AS s4
CMD eval app
FROM alpine AS s5
CMD set -e
FROM alpine AS s6
CMD trap app TERM
FROM alpine AS s7
CMD type app
FROM alpine AS s8
CMD wait
FROM alpine AS s9
CMD ulimit -n 9
FROM alpine AS s10
CMD : app
FROM alpine AS s11
CMD export A=b
FROM alpine AS s12
CMD umask 022

FROM debian:12
USERS must log in

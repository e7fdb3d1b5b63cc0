ARG UNREAD=1
FROM example.com/base

FROM example/base
CMD serve $PORT

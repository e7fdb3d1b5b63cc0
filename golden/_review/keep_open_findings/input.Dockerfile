FROM example/base
CMD nginx

FROM example.org/base
CMD ["nginx"]

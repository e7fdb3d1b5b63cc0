FROM example.com/base

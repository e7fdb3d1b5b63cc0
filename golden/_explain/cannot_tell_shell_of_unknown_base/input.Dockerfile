FROM registry.example.com/app
CMD serve

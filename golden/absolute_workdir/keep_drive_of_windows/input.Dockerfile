FROM registry.example.com/app:1
WORKDIR /app
WORKDIR c:/data

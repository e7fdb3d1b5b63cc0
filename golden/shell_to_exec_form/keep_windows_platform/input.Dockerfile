FROM --platform=windows/amd64 registry.example.com/shop/runtime:7
CMD shop --port 80

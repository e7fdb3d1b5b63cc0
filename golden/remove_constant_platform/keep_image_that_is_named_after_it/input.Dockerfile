FROM --platform=linux/amd64 example.com/tool:1.2-x86_64

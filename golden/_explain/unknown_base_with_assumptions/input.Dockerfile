FROM registry.example.com/team/app:3
ENV PORT=80
CMD ["serve"]

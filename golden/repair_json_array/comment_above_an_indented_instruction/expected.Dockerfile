FROM debian:12
  # x
  CMD ["npm", "start"]

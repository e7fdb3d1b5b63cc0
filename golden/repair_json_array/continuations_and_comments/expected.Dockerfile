FROM debian:12
# the script
CMD ["npm", "start", "now"]

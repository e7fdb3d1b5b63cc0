FROM node:20
RUN docker inspect --format "{{ .Id }}" node
ENV MODE production
CMD node {{.Entry}}

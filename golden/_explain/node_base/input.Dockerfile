FROM node:20-slim
WORKDIR /app
COPY . .
RUN npm ci
USER node
EXPOSE 3000
CMD ["node", "server.js"]

FROM alpine
SHELL ["/bin/bash","-lc"]
CMD node app.js

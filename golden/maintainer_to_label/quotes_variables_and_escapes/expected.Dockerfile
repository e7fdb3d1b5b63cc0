FROM debian:12
ENV HOME=/x
LABEL org.opencontainers.image.authors="John \"JD\" \$HOME \${HOME} 'x' C:\\dir \\\$a \\\\ b"

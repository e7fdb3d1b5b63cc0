FROM debian:12
LABEL org.opencontainers.image.authors="Conan O'Brien \"x \${y \$( <<EOF"

FROM debian:12
CMD ["bash"]
RUN cat <<EOF
CMD ["nginx"]

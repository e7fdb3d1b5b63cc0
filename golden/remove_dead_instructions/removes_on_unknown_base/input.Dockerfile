ARG BASE
FROM ${BASE}
CMD ["bash"]
CMD ["nginx"]

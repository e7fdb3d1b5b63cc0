ARG BASE
FROM ${BASE}
CMD ["nginx"]

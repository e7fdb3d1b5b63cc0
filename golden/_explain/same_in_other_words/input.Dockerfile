FROM debian AS Build
ENV A=b
LABEL x="y"
CMD ["nginx"]

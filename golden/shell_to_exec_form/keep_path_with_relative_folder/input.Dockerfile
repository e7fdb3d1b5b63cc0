FROM debian:12
ENV PATH=node_modules/.bin:$PATH
CMD next start

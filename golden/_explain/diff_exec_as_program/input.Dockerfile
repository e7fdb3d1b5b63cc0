FROM debian
RUN make
ENV PORT=80
CMD exec supervisord -n

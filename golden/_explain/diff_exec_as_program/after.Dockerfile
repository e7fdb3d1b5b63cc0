FROM debian
ENV PORT=81
RUN make
USER app
CMD ["exec", "supervisord", "-n"]

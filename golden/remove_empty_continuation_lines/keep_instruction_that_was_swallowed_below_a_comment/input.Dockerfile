FROM debian:12
RUN a && \

# Start.

CMD ["b"]

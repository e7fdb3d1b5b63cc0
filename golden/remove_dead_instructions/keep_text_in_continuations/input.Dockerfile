FROM debian:12
RUN echo \
CMD ["bash"]
CMD ["cron", "-f", \
"CMD" \
]

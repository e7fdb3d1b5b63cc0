FROM debian:12 AS spaced
CMD [ "cron" ,"-f" ]
FROM debian:12
ENTRYPOINT [ \
  "cron", \
  # In front.
  "-f" \
]
CMD []

FROM debian AS base
ONBUILD ENV MODE=child
ONBUILD CMD ["child"]
CMD ["base"]
FROM base
USER app

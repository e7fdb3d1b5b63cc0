FROM debian:12
CMD ["\u
CMD ["a\ud83d\u
CMD ["a", "\u00" b
CMD ["a\
FROM debian:12
CMD ["printf", "a\tb", "\u00e9\ud83d\ude00", "\"",]

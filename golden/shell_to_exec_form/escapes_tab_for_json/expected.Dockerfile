FROM debian:12
CMD ["cut", "-d", "\t", "-f", "2", "/srv/table.tsv"]

FROM debian:12
CMD cut -d '	' -f 2 /srv/table.tsv

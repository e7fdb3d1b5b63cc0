FROM debian:12 AS nodes
CMD rqlited -node-id $(hostname) /data

FROM debian:12
CMD rqlited -node-id `hostname` /data

FROM debian:12
CMD socat TCP-LISTEN:7,fork 'EXEC:cat $HOME/*.txt'

FROM debian:12
LABEL note it's fine
LABEL other ${A:-"b

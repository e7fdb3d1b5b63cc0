FROM debian:12
VOLUME ["/a"]
VOLUME [ "/b", "/c" ]
VOLUME ["/d" ]

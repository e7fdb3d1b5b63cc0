FROM debian:12
#ifdef DEBUG
CMD ["gdb", "app"]
#else
CMD ["app"]
#endif

FROM debian:12
CMD [npm start]
CMD ["a" b]
CMD ["a", "b" c]
CMD [npm]

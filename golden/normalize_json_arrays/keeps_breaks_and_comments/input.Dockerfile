FROM debian:12
CMD [ "app","--a", \
  # the port
  "--port","80" ,\

      "--last" ]

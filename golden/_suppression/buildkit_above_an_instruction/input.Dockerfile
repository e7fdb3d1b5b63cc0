FROM debian AS one
# check=skip=JSONArgsRecommended

CMD nginx

FROM debian AS two
# check=skip=JSONArgsRecommended
#
CMD nginx

FROM debian AS three
CMD nginx \
  # check=skip=JSONArgsRecommended
  -v

FROM debian AS four
# check=error=true
# check=skip=JSONArgsRecommended
CMD nginx

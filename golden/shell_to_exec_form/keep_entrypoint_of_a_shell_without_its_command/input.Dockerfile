FROM ruby:3.4
ENTRYPOINT /bin/bash  -c
CMD ["bin/rails server"]

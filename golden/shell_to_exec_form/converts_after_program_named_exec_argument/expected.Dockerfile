FROM ruby:3.3
WORKDIR /app
CMD ["bundle", "exec", "rake", "jobs:work"]

FROM ruby:3.3
WORKDIR /app
COPY Gemfile Gemfile.lock ./
RUN bundle install
COPY . .
ENTRYPOINT []
CMD ["bundle", "exec", "puma", "-C", "config/puma.rb", "-e", "production"]

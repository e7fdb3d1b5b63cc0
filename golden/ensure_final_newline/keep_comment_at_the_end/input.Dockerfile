FROM debian:12
# end

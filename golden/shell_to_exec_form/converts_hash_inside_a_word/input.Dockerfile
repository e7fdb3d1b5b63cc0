FROM debian:12
CMD w3m http://localhost/#status '#top' \#end

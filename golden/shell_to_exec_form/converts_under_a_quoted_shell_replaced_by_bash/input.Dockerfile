FROM debian:12
RUN sudo ln -sf "/bin/bash" "/bin/sh" # as in other distributions
CMD nginx

FROM debian:12
ENV FOO a $HOME"_x" b
ENV BAR a $HOME'/x' b
ENV BAZ a $1"2" $1"a" $@"a"
ENV QUX a $"HOME" $'{x}' b
ENV NON_ASCII a $HOME"é"

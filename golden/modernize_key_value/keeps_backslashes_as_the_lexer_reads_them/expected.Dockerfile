FROM debian:12
ENV FOO="C:foo bar"
ENV BAR="C:\\foo bar"
ENV BAZ="C:\\foo bar"
ENV QUX="C:\foo bar"
ENV ENDS="a b\\"

FROM debian:12
ARG name=FOO
ENV $name="a b"
ENV ${name}_X="a b"
LABEL 'single'="x y"
LABEL "com.example.$name"=x

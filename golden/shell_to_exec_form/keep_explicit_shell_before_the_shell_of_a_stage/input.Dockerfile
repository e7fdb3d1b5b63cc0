FROM example.com/base
CMD nginx && cat
SHELL ["/bin/bash", "-c"]

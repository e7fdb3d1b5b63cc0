FROM debian:12
ENV PATH \
  /opt/bin:$PATH
  LABEL description \
    # What it is for.
    A thing that \
    # and more
    does things
ENV \
  # Where the tool looks.
  TOOL_HOME /opt/tool

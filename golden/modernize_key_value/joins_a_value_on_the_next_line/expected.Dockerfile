FROM debian:12
ENV PATH=/opt/bin:$PATH
  # What it is for.
  LABEL description="A thing that \
    # and more
    does things"
ENV \
  # Where the tool looks.
  TOOL_HOME=/opt/tool

FROM debian
ENTRYPOINT nginx \
  # drydock ignore = shell_to_exec_form , normalize_json_arrays
  -g "daemon off;"
MAINTAINER somebody

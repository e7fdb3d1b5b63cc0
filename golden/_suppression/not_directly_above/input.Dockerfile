FROM debian AS one
# drydock ignore=shell_to_exec_form

CMD nginx

FROM debian AS two
RUN <<END
# drydock ignore=shell_to_exec_form
END
CMD nginx
# drydock ignore=all

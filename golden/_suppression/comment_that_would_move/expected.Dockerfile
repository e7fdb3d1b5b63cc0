FROM debian
# drydock ignore=shell_to_exec_form
CMD nginx
# drydock ignore=quote_values
ENV A=1 B=2
CMD ["nginx", "-v"]

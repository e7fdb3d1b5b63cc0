FROM debian
maintainer somebody
# drydock global ignore=maintainer_to_label
CMD nginx

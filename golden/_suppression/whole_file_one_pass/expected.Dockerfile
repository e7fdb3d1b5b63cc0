FROM debian
MAINTAINER somebody
# drydock global ignore=maintainer_to_label
CMD ["nginx"]

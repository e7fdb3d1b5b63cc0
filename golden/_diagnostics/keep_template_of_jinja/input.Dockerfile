FROM {{ base_image }}
{% if install_curl %}
RUN apt-get update && apt-get install -y curl
{% endif %}
CMD ["curl", "--version"]

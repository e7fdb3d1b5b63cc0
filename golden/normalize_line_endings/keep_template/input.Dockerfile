FROM {{ image }}

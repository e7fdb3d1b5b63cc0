FROM {{ image }}
FROM debian

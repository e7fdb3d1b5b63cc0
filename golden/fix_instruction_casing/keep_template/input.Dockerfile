FROM {{ base }}
run true

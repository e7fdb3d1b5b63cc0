FROM {{ base }} AS Build

FROM {{ base }} as build

from golang:1.23 AS build
run true
from build As last

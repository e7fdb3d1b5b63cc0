from golang:1.23 as build
run true
from build as last

# syntax=docker/dockerfile:1

# Nothing yet.

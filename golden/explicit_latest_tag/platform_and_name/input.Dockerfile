FROM --platform=$BUILDPLATFORM golang AS build
from golang as test

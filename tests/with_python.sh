#!/bin/sh
# Runs a Python script: with_python.sh SCRIPT ARGUMENT... Exits with 77, which means skipped, without Python.
set -eu
if ! command -v python3 >/dev/null 2>&1; then
  echo "skipped: there is no python3"
  exit 77
fi
exec python3 "$@"

#!/bin/sh
# Measures swiftlet and its peers alternately; see README.md. All arguments go to run.py.
#
#   SWIFTLET_PEERS_VENV         an environment that has requirements.txt, instead of .venv
#   SWIFTLET_PEERS_LITERT_VENV  one that has requirements-litert.txt, instead of .venv-litert
#   SWIFTLET_BIN                a built swiftlet, instead of building one
set -eu
peers=$(cd "$(dirname "$0")" && pwd)

case " $* " in *" --help "* | *" -h "*) exec python3 "$peers/run.py" --help ;; esac

. "$peers/environment.sh"
exec "$SWIFTLET_PEERS_VENV/bin/python" "$peers/run.py" "$@"

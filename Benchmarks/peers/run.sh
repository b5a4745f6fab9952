#!/bin/sh
# Measures swiftlet and its peers alternately; see README.md. All arguments go to run.py.
#
#   SWIFTLET_PEERS_VENV         an environment that has requirements.txt, instead of .venv
#   SWIFTLET_PEERS_LITERT_VENV  one that has requirements-litert.txt, instead of .venv-litert
#   SWIFTLET_BIN                a built swiftlet, instead of building one
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)

case " $* " in *" --help "* | *" -h "*) exec python3 "$here/run.py" --help ;; esac

if [ -z "${SWIFTLET_PEERS_VENV:-}" ]; then
    SWIFTLET_PEERS_VENV=$here/.venv
    if ! cmp -s "$here/requirements.txt" "$SWIFTLET_PEERS_VENV/installed-requirements.txt"; then
        echo "Installing the peers into $SWIFTLET_PEERS_VENV …" >&2
        [ -x "$SWIFTLET_PEERS_VENV/bin/python" ] || python3 -m venv "$SWIFTLET_PEERS_VENV"
        "$SWIFTLET_PEERS_VENV/bin/python" -m pip install --quiet --requirement "$here/requirements.txt"
        cp "$here/requirements.txt" "$SWIFTLET_PEERS_VENV/installed-requirements.txt"
    fi
fi
if [ -z "${SWIFTLET_BIN:-}" ]; then
    swift build --package-path "$root" -c release --product swiftlet >&2
    SWIFTLET_BIN=$(swift build --package-path "$root" -c release --show-bin-path)/swiftlet
fi
export SWIFTLET_BIN
exec "$SWIFTLET_PEERS_VENV/bin/python" "$here/run.py" "$@"

#!/bin/sh
# Measures swiftlet and its peers alternately; see README.md. All arguments go to run.py.
#
#   SWIFTLET_PEERS_VENV         an environment that has requirements.txt, instead of .venv
#   SWIFTLET_PEERS_LITERT_VENV  one that has requirements-litert.txt, instead of .venv-litert
#   SWIFTLET_BIN                a built swiftlet, instead of building one
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)

# environment FOLDER REQUIREMENTS: makes it, or brings it up to date when the requirements changed.
environment() {
    if [ ! -x "$1/bin/python" ]; then python3 -m venv "$1"; fi
    if ! cmp -s "$2" "$1/installed-requirements.txt"; then
        echo "Installing $(basename "$2") into $1 …" >&2
        "$1/bin/python" -m pip install --quiet --requirement "$2"
        cp "$2" "$1/installed-requirements.txt"
    fi
}

case " $* " in *" --help "* | *" -h "*) exec python3 "$here/run.py" --help ;; esac

if [ -z "${SWIFTLET_PEERS_VENV:-}" ]; then
    SWIFTLET_PEERS_VENV=$here/.venv
    environment "$SWIFTLET_PEERS_VENV" "$here/requirements.txt"
fi
if [ -z "${SWIFTLET_PEERS_LITERT_VENV:-}" ]; then
    SWIFTLET_PEERS_LITERT_VENV=$here/.venv-litert
    # Without the converter LiteRT is left out of the run; everything else goes on.
    if [ -z "$(find "$here/models" -name '*.tflite' 2>/dev/null | head -n 1)" ]; then
        environment "$SWIFTLET_PEERS_LITERT_VENV" "$here/requirements-litert.txt" ||
            echo "The converter to LiteRT could not be installed." >&2
    fi
fi
if [ -z "${SWIFTLET_BIN:-}" ]; then
    swift build --package-path "$root" -c release --product swiftlet >&2
    SWIFTLET_BIN=$(swift build --package-path "$root" -c release --show-bin-path)/swiftlet
fi
export SWIFTLET_PEERS_LITERT_VENV SWIFTLET_BIN
exec "$SWIFTLET_PEERS_VENV/bin/python" "$here/run.py" "$@"

# Sourced: makes the Python environment of the peers and builds swiftlet, where they are not named already. `peers` is this folder.
#
#   SWIFTLET_PEERS_VENV  an environment that has requirements.txt, instead of .venv
#   SWIFTLET_BIN         a built swiftlet, instead of building one
root=$(cd "$peers/../.." && pwd)
if [ -z "${SWIFTLET_PEERS_VENV:-}" ]; then
    SWIFTLET_PEERS_VENV=$peers/.venv
    if ! cmp -s "$peers/requirements.txt" "$SWIFTLET_PEERS_VENV/installed-requirements.txt"; then
        echo "Installing the peers into $SWIFTLET_PEERS_VENV …" >&2
        [ -x "$SWIFTLET_PEERS_VENV/bin/python" ] || python3 -m venv "$SWIFTLET_PEERS_VENV"
        "$SWIFTLET_PEERS_VENV/bin/python" -m pip install --quiet --requirement "$peers/requirements.txt"
        cp "$peers/requirements.txt" "$SWIFTLET_PEERS_VENV/installed-requirements.txt"
    fi
fi
if [ -z "${SWIFTLET_BIN:-}" ]; then
    swift build --package-path "$root" -c release --product swiftlet >&2
    SWIFTLET_BIN=$(swift build --package-path "$root" -c release --show-bin-path)/swiftlet
fi
export SWIFTLET_BIN

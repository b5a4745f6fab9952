#!/bin/sh
# Shows the documentation that `make docs` wrote: serves it to this machine only, prints the address and opens a browser if it
# can. Ctrl-C ends it.
#
#     Tools/docs_open.sh FOLDER [PORT]
set -eu
folder=${1:?usage: Tools/docs_open.sh FOLDER [PORT]}
[ -f "$folder/index.html" ] || {
    echo "docs-open: $folder contains no documentation; write it first: make docs" >&2
    exit 1
}
command -v python3 >/dev/null 2>&1 || {
    echo "docs-open: python3 is missing; serve $folder with another web server" >&2
    exit 1
}
# Chooses another port if that one is taken.
port=$(python3 - "${2:-8000}" <<'PYTHON'
import socket, sys
for port in (int(sys.argv[1]), 0):
    with socket.socket() as server:
        server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            server.bind(("127.0.0.1", port))
        except OSError:
            continue
        print(server.getsockname()[1])
        break
PYTHON
)
url=http://127.0.0.1:$port/documentation/
echo "The documentation is at $url; Ctrl-C ends it."
for opener in xdg-open open; do
    if [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ] || [ "$opener" = open ]; then
        if command -v "$opener" >/dev/null 2>&1; then
            (sleep 1 && "$opener" "$url" >/dev/null 2>&1) &
            break
        fi
    fi
done
exec python3 -m http.server "$port" --bind 127.0.0.1 --directory "$folder" >/dev/null 2>&1

#!/bin/sh
# Measures swiftlet and peers on a machine that does other things too; see README.md. All arguments go to run.py. The
# environment is that of ../peers, with the same variables.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
peers=$(cd "$here/../peers" && pwd)

case " $* " in *" --help "* | *" -h "*) exec python3 "$here/run.py" --help ;; esac

. "$peers/environment.sh"
exec "$SWIFTLET_PEERS_VENV/bin/python" "$here/run.py" "$@"

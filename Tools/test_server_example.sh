#!/bin/sh
# Builds the server in Examples/Server in a build folder of its own and sends it requests. The first time, it also builds
# Swiftlet again, and Hummingbird with SwiftNIO.
#
#     Tools/test_server_example.sh
set -eu

cd "$(dirname "$0")/.."
set -- --package-path Examples/Server --scratch-path .build-server -c release
swift build "$@" --product Server
server=$(swift build "$@" --show-bin-path)/Server
port=${PORT:-18080}
answer=$(mktemp)
PORT=$port "$server" >/dev/null 2>&1 &
process=$!
trap 'kill $process 2>/dev/null || true; rm -f "$answer"' EXIT
tries=0
until curl -sf "localhost:$port/model" >/dev/null; do
    tries=$((tries + 1))
    if [ $tries = 100 ]; then
        echo "test_server_example: the server does not answer" >&2
        exit 1
    fi
    sleep 0.1
done

expect() { # STATUS TEXT ARGUMENTS...
    status=$1 text=$2
    shift 2
    code=$(curl -s -o "$answer" -w '%{http_code}' "$@" "localhost:$port/classify") || true
    if [ "$code" != "$status" ] || { [ -n "$text" ] && ! grep -q -- "$text" "$answer"; }; then
        echo "test_server_example: $* gave $code and $(head -c 1000 "$answer") instead of $status and $text" >&2
        exit 1
    fi
}

expect 200 '"label":"espresso"' --data-binary @Samples/coffee.png
expect 200 '"label":"missile"' --data-binary @Samples/rocket.jpg
expect 200 '"identified_by":"embedded"' --data-binary @Samples/rocket.jpg
expect 200 '"image":"the picture"' --data-binary @Samples/rocket.jpg
expect 422 'the picture: ' --data-binary @README.md
expect 422 'the picture: ' --data-binary ''
head -c 40000000 /dev/zero >"$answer.large"
trap 'kill $process 2>/dev/null || true; rm -f "$answer" "$answer.large"' EXIT
expect 413 '' -H 'Expect:' --data-binary "@$answer.large"
# Many requests at a time.
requests=
for _ in 1 2 3 4 5 6 7 8; do
    curl -sf --data-binary @Samples/coffee.png "localhost:$port/classify" >/dev/null &
    requests="$requests $!"
done
for request in $requests; do wait "$request"; done
echo "test_server_example: all requests passed"

#!/bin/sh
# Builds the fuzzers of the readers and runs each on a copy of its seeds. Needs a toolchain with libFuzzer.
#
#     Tools/fuzz.sh [SECONDS]
#
# SECONDS (default 60) is the time for each fuzzer. If one finds a fault, the exit status is 1 and the input is kept in
# Fuzz/.build/findings/.
set -eu

cd "$(dirname "$0")/.."
seconds=${1:-60}
case $seconds in
'' | *[!0-9]* | 0)
    echo "usage: Tools/fuzz.sh [SECONDS]" >&2
    exit 2
    ;;
esac

findings=$PWD/Fuzz/.build/findings
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
trap 'exit 130' INT TERM
mkdir -p "$findings"

status=0
for format in image safetensors pickle onnx; do
    case $format in
    image) fuzzer=FuzzImage ;;
    safetensors) fuzzer=FuzzSafetensors ;;
    pickle) fuzzer=FuzzPickle ;;
    onnx) fuzzer=FuzzONNX ;;
    esac
    # With its cache, SwiftPM would miss new files in the package under test.
    swift build -c release --package-path Fuzz --scratch-path Fuzz/.build --sanitize fuzzer --product "$fuzzer" \
        --disable-build-manifest-caching
    cp -R "Fuzz/Corpus/$format" "$scratch/$format"
    echo "$fuzzer: $seconds seconds"
    log=$scratch/$format.log
    if Fuzz/.build/release/"$fuzzer" -max_total_time="$seconds" -rss_limit_mb=2048 -timeout=10 -print_final_stats=1 \
        -artifact_prefix="$findings/$format-" "$scratch/$format" >"$log" 2>&1; then
        grep -E '^(Done|stat::)' "$log"
    else
        tail -n 40 "$log" >&2
        echo "$fuzzer: found a fault; the input is in $findings" >&2
        status=1
    fi
done
exit $status

#!/bin/sh
# Fuzzes the readers of pictures, PyTorch checkpoints and safetensors files, so many seconds each. What is found stays in
# .build-fuzz/found, and an input that crashes a reader in .build-fuzz/crash-*.
#
#     Tools/fuzz.sh [SECONDS]
set -eu

cd "$(dirname "$0")/.."
seconds=${1:-60}
scratch=$PWD/.build-fuzz
for fuzzer in FuzzImage FuzzPickle FuzzSafetensors; do
    swift build -c release --package-path Fuzz --scratch-path "$scratch" --sanitize fuzzer --product $fuzzer
    case $fuzzer in
    FuzzImage) seeds=Fuzz/Corpus/image ;;
    FuzzPickle) seeds=Tests/FormatsTests/Fixtures ;;
    FuzzSafetensors) seeds=Tests/FormatsTests/Fixtures ;;
    esac
    mkdir -p "$scratch/found/$fuzzer"
    "$scratch/release/$fuzzer" -max_total_time="$seconds" -rss_limit_mb=2048 -artifact_prefix="$scratch/" \
        "$scratch/found/$fuzzer" "$seeds"
done

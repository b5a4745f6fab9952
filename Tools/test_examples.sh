#!/bin/sh
# Builds the examples of the main package and checks their output. (`swift test` runs the budget.)
#
#     Tools/test_examples.sh
set -eu

cd "$(dirname "$0")/.."
for product in ExampleClassify ExampleSimilarity ExampleNetwork; do
    swift build -c release --product "$product"
done
folder=$(swift build -c release --show-bin-path)
failures=0

expect() { # TEXT COMMAND...
    expected=$1
    shift
    printed=$("$@" 2>&1) && status=0 || status=$?
    case "$status $printed" in
    $expected) ;;
    *)
        echo "test_examples: $* gave status $status and" >&2
        echo "$printed" >&2
        echo "test_examples: instead of $expected" >&2
        failures=$((failures + 1))
        ;;
    esac
}

expect "0 Samples/coffee.png: espresso 0.9*Samples/rocket.jpg: missile *" \
    "$folder/ExampleClassify" Samples/coffee.png Samples/rocket.jpg
expect "1 error: Samples/README.md: *" "$folder/ExampleClassify" Samples/README.md
expect "0 Samples/chelsea.png: Samples/*Samples/coffee.png: Samples/*" \
    "$folder/ExampleSimilarity" Samples/chelsea.png Samples/coffee.png Samples/rocket.jpg
expect "0 my_network: 1 input, *4652008 parameters, 385*MACs
espresso 0.9*" "$folder/ExampleNetwork" Samples/coffee.png
[ "$failures" = 0 ]
echo "test_examples: all examples passed"

#!/bin/sh
# Opens swiftlet's pages in a headless Chromium. Checks that they write nothing to the console, fetch nothing and show every
# picture. Leaves screenshots beside the pages for people: light, dark, on a phone and printed.
#
#     Tools/test_browser.sh SWIFTLET FOLDER
set -eu
cd "$(dirname "$0")/.."
swiftlet=$1
mkdir -p "$2"
out=$(cd "$2" && pwd)
browser=$(Tools/setup_browser.sh)
sandbox=
[ "$(id -u)" != 0 ] || sandbox=--no-sandbox
limit=
if command -v timeout >/dev/null 2>&1; then limit="timeout 300"; fi
passed=0
failed=0

headless() {
    # shellcheck disable=SC2086
    $limit "$browser" --headless $sandbox --disable-gpu --hide-scrollbars --no-first-run --disable-sync \
        --disable-background-networking --disable-component-update --user-data-dir="$out/profile" "$@" 2>"$out/browser.log"
}

check() { # WHAT CONDITION...
    what=$1
    shift
    if "$@"; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "test-browser: failed: $what" >&2
    fi
}

# Opens a page. Writes its document to NAME.dom, its console to NAME.console, its network requests to NAME.requests.
visit() { # NAME
    headless --enable-logging=stderr --log-net-log="$out/$1.net.json" --dump-dom "file://$out/$1.html" >"$out/$1.dom" || true
    grep CONSOLE "$out/browser.log" >"$out/$1.console" || true
    # The browser's own requests have the initiator "not an origin".
    grep '"initiator":' "$out/$1.net.json" | grep -v '"initiator":"not an origin"' | grep -o '"url":"[a-z]*:[^"]*"' |
        grep -v '"url":"\(file\|data\):' >"$out/$1.requests" || true
    rm -f "$out/$1.net.json"
}

count() { grep -o "$1" "$2" | wc -l | tr -d ' '; }
is_large() { [ "$(wc -c <"$1")" -gt "$2" ]; }
is_empty() { [ ! -s "$1" ]; }
differ() { ! cmp -s "$1" "$2"; }
at_least() { [ "$1" -ge "$2" ]; }

shoot() { # NAME
    headless --window-size=1000,2400 --screenshot="$out/$1-light.png" "file://$out/$1.html" >/dev/null
    headless --window-size=1000,2400 --blink-settings=preferredColorScheme=0 --screenshot="$out/$1-dark.png" \
        "file://$out/$1.html" >/dev/null
    headless --no-pdf-header-footer --print-to-pdf="$out/$1.pdf" "file://$out/$1.html" >/dev/null
    # A window cannot be as narrow as a phone, but a frame can.
    echo "<body style='margin:0'><iframe src='$1.html' style='width:390px;height:2400px;border:0'></iframe>" \
        >"$out/$1-phone.html"
    headless --window-size=500,2400 --screenshot="$out/$1-phone.png" "file://$out/$1-phone.html" >/dev/null
    for kind in light dark phone; do check "$1: a $kind screenshot" is_large "$out/$1-$kind.png" 20000; done
    check "$1: dark is not light" differ "$out/$1-light.png" "$out/$1-dark.png"
    check "$1: a printed page" is_large "$out/$1.pdf" 20000
}

page() { # NAME PICTURES TEXTS: the least numbers of each. Every picture has a version for screens and one for phones.
    visit "$1"
    check "$1: a silent console ($(head -1 "$out/$1.console"))" is_empty "$out/$1.console"
    check "$1: nothing fetched ($(head -1 "$out/$1.requests"))" is_empty "$out/$1.requests"
    check "$1: no script" [ "$(count '<script' "$out/$1.dom")" = 0 ]
    pictures=$(count '<svg' "$out/$1.dom")
    check "$1: $pictures pictures of $((2 * $2))" at_least "$pictures" "$((2 * $2))"
    texts=$(count '<text' "$out/$1.dom")
    check "$1: $texts texts in pictures of $3" at_least "$texts" "$3"
    check "$1: whole to the end" grep -q '<footer>' "$out/$1.dom"
    shoot "$1"
}

# Takes a screenshot of the page with another option selected from the start.
choose() { # NAME OPTION
    sed "s/<option value=\"$2\">/<option value=\"$2\" selected>/" "$out/$1.html" >"$out/$1-choice$2.html"
    headless --window-size=1000,2400 --screenshot="$out/$1-choice$2.png" "file://$out/$1-choice$2.html#s1" >/dev/null
}

# Counts the matching elements whose contents overflow their boxes and are cut off. The page writes the count into its title.
measured() { # NAME SELECTOR WIDTH
    sed "s|<meta http-equiv=\"Content-Security-Policy\"[^>]*>||" "$out/$1.html" >"$out/$1-probe.html"
    cat >>"$out/$1-probe.html" <<SCRIPT
<script>
const cut = [...document.querySelectorAll('$2')].filter(e => e.scrollWidth > e.clientWidth + 1);
document.title = "cut: " + cut.length + " of " + document.querySelectorAll('$2').length;
</script>
SCRIPT
    headless --window-size="$3",2400 --dump-dom "file://$out/$1-probe.html" | grep -o '<title>cut: [^<]*' | sed 's/<title>cut: //'
}

# The checks must be able to fail: this page writes to the console and fetches.
cat >"$out/bad.html" <<'PAGE'
<!DOCTYPE html><p>bad</p><img src="http://127.0.0.1:9/a.png"><script>console.error("wrong")</script>
PAGE
visit bad
check "an error on the console is seen" grep -q wrong "$out/bad.console"
check "a request is seen" grep -q 'http://127.0.0.1:9/a.png' "$out/bad.requests"

# Measures the machine's roofline for this test only, which takes a few seconds.
export XDG_CACHE_HOME="$out/cache"
"$swiftlet" analyze mobilenet_v2 --html "$out/analyze.html" >/dev/null
"$swiftlet" analyze mobilenet_v3_small --measure --threads 1 --html "$out/analyze-measured.html" >/dev/null
"$swiftlet" compare --html "$out/compare.html" >/dev/null
"$swiftlet" compare mobilenet_v2 mobilenet_v3_large shufflenet_v2_x1_0 squeezenet1_1 efficientnet_b0 resnet18 --measure \
    --threads 1 --html "$out/compare-measured.html" >/dev/null
"$swiftlet" experiment relu-collapse --html "$out/experiment.html" >/dev/null
"$swiftlet" experiment all --no-measure --html "$out/experiments.html" >/dev/null

# At 1,280 pixels, neither cells of the tree nor the page itself are cut off.
for name in analyze analyze-measured compare experiments; do
    cells=$(measured "$name" '.row>span, td, th' 1280)
    check "$name: cells cut at 1280 pixels ($cells)" [ "${cells%% of*}" = 0 ]
    whole=$(measured "$name" 'html' 1280)
    check "$name: the page is as wide as the window ($whole)" [ "$whole" = "0 of 1" ]
done
sed 's/<p class="lead">/<p class="lead" style="width:10em;overflow:hidden;white-space:nowrap">/' "$out/analyze.html" >"$out/bad-cut.html"
check "a cut element is seen" [ "$(measured bad-cut '.lead' 1280)" = "1 of 1" ]

# Shows one picture of the kinds of layers at a time: the chosen one.
choose compare 0
choose compare 1
check "compare: another choice shows another picture" differ "$out/compare-choice0.png" "$out/compare-choice1.png"
bars=$(awk '/<div class="view v0">/ { shown = 1 } /<div class="view v1">/ { shown = 0 } shown' "$out/compare.html" |
    grep -o '<rect [^>]*class="f0"' | wc -l | tr -d ' ')
check "compare: the first picture has a bar a family, not a network ($bars)" [ "$bars" -le 60 ]
check "compare: the first picture has bars ($bars)" at_least "$bars" 20
check "compare: the embedded network is named" grep -q '>tf_efficientnet_lite0</text>' "$out/compare.html"
check "compare: mobilenet_v2 is named" grep -q '>mobilenet_v2</text>' "$out/compare.html"
check "compare: recipes are told" grep -q '>trained by a modern recipe</text>' "$out/compare.html"
check "compare: grouped convolutions are told" grep -q '>grouped</text>' "$out/compare.html"
check "analyze: bytes are bytes" grep -q '>10 MB</text>' "$out/analyze.html"
check "analyze: the memory's peak has a name" grep -q '>features.2.conv.0.1, 9.63 MB</text>' "$out/analyze.html"
check "experiments: what is not measured is not answered" grep -q 'Nothing was measured, so it is not answered' "$out/experiments.html"

page analyze 3 60
page analyze-measured 5 90
page compare 4 400
page compare-measured 7 150
page experiment 2 30
page experiments 15 400

rm -rf "$out/profile"
echo "test-browser: $passed passed, $failed failed; the pages and their screenshots are in $2"
[ "$failed" = 0 ]

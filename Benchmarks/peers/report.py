"""`report.py FOLDER` writes results.md and the charts from a run's results.csv, startup.csv and machine.json."""
import csv
import json
import math
import statistics
import sys
from pathlib import Path

import chart
import networks
import workers

# A peer that is further from PyTorch than this share of the largest output does not compute in float32.
TOLERANCE = 1e-3
TITLES = {"swiftlet": "swiftlet", **{engine: entry[0] for engine, entry in workers.ENGINES.items()}}


def rows(path):
    if not path.exists():
        return []
    with open(path, newline="") as file:
        return list(csv.DictReader(file))


def geometric_mean(values):
    return math.exp(statistics.fmean(math.log(value) for value in values))


class Results:
    """The medians of all passes, of one batch size."""

    def __init__(self, folder):
        self.rows = rows(folder / "results.csv")
        self.startup = rows(folder / "startup.csv")
        self.about = json.loads((folder / "machine.json").read_text())
        ran = [row for row in self.rows if row["median_ms"]]
        self.batch = int(self.rows[0]["batch"])
        self.threads = sorted({int(row["threads"]) for row in ran})
        self.names = [name for name in networks.NETWORKS if any(row["network"] == name for row in ran)]
        self.engines = [engine for engine in TITLES if any(row["engine"] == engine for row in ran)]
        self.passes, self.differences, self.shares = {}, {}, {}
        for row in ran:
            key = row["network"], int(row["threads"]), row["engine"]
            self.passes.setdefault(key, []).append(float(row["median_ms"]))
            self.differences[key] = max(self.differences.get(key, 0.0), float(row["rel_diff"]))
            if row.get("share_of_peak"):
                self.shares.setdefault(key[:2], []).append(float(row["share_of_peak"]))

    def milliseconds(self, name, threads, engine):
        values = self.passes.get((name, threads, engine))
        return statistics.median(values) if values else None

    def spread(self, name, threads, engine):
        """Slowest less fastest pass, relative to the median."""
        values = self.passes.get((name, threads, engine))
        if values is None or len(values) < 2:
            return None
        return (max(values) - min(values)) / statistics.median(values)

    def share_of_peak(self, name, threads):
        """What swiftlet reaches of the most that its kernels do on so many threads."""
        values = self.shares.get((name, threads))
        return statistics.median(values) if values else None

    def agrees(self, name, threads, engine):
        return self.differences.get((name, threads, engine), math.inf) <= TOLERANCE

    @staticmethod
    def is_float32(engine):
        return engine == "swiftlet" or workers.ENGINES[engine][3]

    def best_peer(self, name, threads):
        """The fastest peer that computes in float32 and agrees with PyTorch."""
        peers = [
            engine for engine in self.engines
            if engine != "swiftlet" and self.is_float32(engine) and self.agrees(name, threads, engine)]
        return min(peers, key=lambda engine: self.milliseconds(name, threads, engine), default=None)

    def ratio(self, name, threads):
        """The best peer's time over swiftlet's: above 1, swiftlet is the faster. None where either is missing or wrong."""
        peer = self.best_peer(name, threads)
        if peer is None or not self.agrees(name, threads, "swiftlet"):
            return None
        return self.milliseconds(name, threads, peer) / self.milliseconds(name, threads, "swiftlet")

    def ratios(self, group, threads):
        pairs = [(name, self.ratio(name, threads)) for name in networks.SETS[group] if name in self.names]
        return [(name, ratio) for name, ratio in pairs if ratio is not None]


def table(header, lines):
    rule = ["---"] + ["---:"] * (len(header) - 1)
    return ["| " + " | ".join(line) + " |" for line in [header, rule, *lines]]


def figure(results, name, threads, engine, best):
    value = results.milliseconds(name, threads, engine)
    if value is None:
        return "–"
    text = f"{value:.2f}" if value < 100 else f"{value:.1f}"
    if engine == best:
        text = f"**{text}**"
    return text if results.agrees(name, threads, engine) else text + " \\*"


def times(results, threads):
    header = ["network", *(TITLES[engine] for engine in results.engines), "best peer", "best peer ÷ swiftlet", "of peak", "spread"]
    if results.batch > 1:
        header.append("swiftlet's images/s")
    lines = []
    for name in results.names:
        best, ratio = results.best_peer(name, threads), results.ratio(name, threads)
        share = results.share_of_peak(name, threads)
        spreads = [results.spread(name, threads, engine) for engine in ("swiftlet", best)]
        lines.append([
            name, *(figure(results, name, threads, engine, best) for engine in results.engines),
            TITLES[best] if best else "–", f"{ratio:.2f}×" if ratio else "–", f"{100 * share:.0f} %" if share else "–",
            ", ".join("–" if value is None else f"{100 * value:.0f} %" for value in spreads)])
        own = results.milliseconds(name, threads, "swiftlet")
        if results.batch > 1:
            lines[-1].append(f"{1e3 * results.batch / own:.0f}" if own else "–")
    yield f"## {threads} thread{'s' * (threads > 1)}"
    yield ""
    yield from table(header, lines)
    yield ""
    yield from means(results, threads)


def means(results, threads):
    for group in networks.SETS:
        ratios = results.ratios(group, threads)
        if ratios:
            least = min(ratios, key=lambda pair: pair[1])
            yield (
                f"* {group}: geometric mean **{geometric_mean([r for _, r in ratios]):.2f}×** over "
                f"{len(ratios)} of {len(networks.SETS[group])} networks, least {least[1]:.2f}× ({least[0]})")
    yield ""


def agreement(results):
    lines = []
    for engine in results.engines:
        worst = max(((d, key[0]) for key, d in results.differences.items() if key[2] == engine))
        lines.append([TITLES[engine], f"{worst[0]:.1e}", worst[1]])
    yield "## Agreement"
    yield ""
    yield "The largest difference from PyTorch's output, relative to the largest element of that."
    yield ""
    yield from table(["engine", "largest difference", "on"], lines)
    yield ""


def startup(results):
    ran = [row for row in results.startup if row["milliseconds"]]
    if not ran:
        return

    def median(engine, column):
        return statistics.median(float(row[column]) for row in ran if row["engine"] == engine)

    engines = [engine for engine in TITLES if any(row["engine"] == engine for row in ran)]
    lines = []
    for engine in engines:
        taken = median(engine, "milliseconds")
        ratio = f"{taken / median('swiftlet', 'milliseconds'):.2f}×" if "swiftlet" in engines else "–"
        lines.append([TITLES[engine], f"{taken:.1f}", ratio, f"{median(engine, 'peak_mib'):.0f}"])
    yield f"## Start and memory: {ran[0]['network']}, {ran[0]['threads']} threads"
    yield ""
    yield (
        "Milliseconds from a file on disk to the first result: loading, compiling and the first inference, within the process; "
        "the start of the process, of Python and the imports is left out for all. Peak resident memory: of the peers, by how "
        "much it exceeds that of the Python process before the engine was imported; of swiftlet, all of the process.")
    yield ""
    yield from table(["engine", "ms", "÷ swiftlet", "peak MiB"], lines)
    yield ""
    if "swiftlet" in engines:
        yield (
            f"The whole process `swiftlet run`, from its start to its end, with reading the input and writing the output: "
            f"{median('swiftlet', 'process_ms'):.0f} ms.")
        yield ""


def failures(results):
    lines = [f"* {TITLES[engine]}, {name}: {reason}" for name, engine, reason in results.about["missing"]]
    for row in results.rows:
        if row["error"]:
            lines.append(f"* {TITLES[row['engine']]}, {row['network']}, {row['threads']} threads: {row['error']}")
    if lines:
        yield from ["## Left out", "", *dict.fromkeys(lines), ""]


def head(results):
    about = results.about
    isa = sorted({row["isa"] for row in results.rows if row["isa"]})
    versions = ", ".join(f"{TITLES[engine]} {version}" for engine, version in about["versions"].items())
    yield f"# swiftlet and its peers, {about['date']}"
    yield ""
    yield f"* {about['processor']} ({about['processor_numbers']}; {about['instructions']}), {about['cores']} cores, {about['system']}"
    yield f"* swiftlet {about['swiftlet']} ({', '.join(isa)}); {versions}; Python {about['python']}"
    yield (
        f"* {about['passes']} pass{'es' * (about['passes'] > 1)} in {about['minutes']:.1f} minutes; meanwhile other processes took "
        f"{100 * about['others']:.1f} % of the processors' time and the virtual machine's host {100 * about['stolen']:.1f} %")
    if about.get("held_to"):
        yield (
            "* Without AVX-512: swiftlet, oneDNN (the convolutions of OpenVINO and PyTorch) and PyTorch's own loops are held to "
            "AVX2. The other peers cannot be told to leave AVX-512 aside.")
    if about["others"] + about["stolen"] > 0.03:
        yield "* **The machine was not quiet: do not quote these figures.**"
    yield ""
    pictures = "a picture" if results.batch == 1 else f"{results.batch} pictures"
    yield (
        f"Milliseconds for {pictures}: the median of the passes' medians. Bold: the best peer, of those that compute in float32 "
        f"and agree with PyTorch within {TOLERANCE:g} of the largest output (the others carry \\*). Spread: slowest less fastest "
        "pass, relative to the median, of swiftlet and of the best peer. Of peak: swiftlet's multiply-accumulates a second, beside "
        "what its own kernels reach from the first-level cache on so many threads, measured with each burst. The method is in the README beside `run.sh`.")
    yield ""


def write(folder):
    results = Results(Path(folder))
    lines = list(head(results))
    for threads in results.threads:
        lines += times(results, threads)
        name = f"chart-{threads}-thread{'s' * (threads > 1)}.svg"
        (Path(folder) / name).write_text(chart.svg(results, threads, TITLES))
        lines += [f"![Speed relative to the best peer]({name})", ""]
    lines += [*agreement(results), *startup(results), *failures(results)]
    (Path(folder) / "results.md").write_text("\n".join(lines).rstrip() + "\n")
    print("\n".join(lines))
    print(f"Written to {folder}", file=sys.stderr)


if __name__ == "__main__":
    write(sys.argv[1])

"""Measures swiftlet and peers while the machine does other things; see README.md. Started by run.sh."""
import argparse
import csv
import json
import multiprocessing
import os
import statistics
import subprocess
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from types import SimpleNamespace

HERE = Path(__file__).resolve().parent
PEERS = HERE.parent / "peers"
sys.path.insert(0, str(PEERS))

import load

NETWORKS = "shufflenet_v2_x0_5,mobilenet_v2,mobilenet_v3_small,efficientnet_b0"
COLUMNS = ["network", "situation", "who", "pass", "median_ms", "p90_ms", "images_per_second"]


def arguments():
    parser = argparse.ArgumentParser(prog="run.sh", description=__doc__.split(";")[0] + ".")
    add = parser.add_argument
    add("--models", default=NETWORKS, help=f"names, comma-separated (default: {NETWORKS})")
    add("--loops", default="0,1,2,4", help="busy loops beside (default: 0,1,2,4)")
    add("--peers", default="onnxruntime,openvino", help="peers, with as many threads (default: onnxruntime,openvino; '' for none)")
    add("--threads", type=int, default=2, help="threads of each (default: 2)")
    add("--passes", type=int, default=3, help="rounds over all who are measured (default: 3)")
    add("--seconds", type=float, default=1, help="of a burst (default: 1)")
    add("--processes", default="2,20", help="how many at once, for the sum of their images (default: 2,20; '' for none)")
    add("--processors", type=float, default=0.5, help="of the control group (default: 0.5; 0 for none)")
    add("--before", help="an older swiftlet, measured beside this one")
    add("--out", help="folder to write to (default: results/DATE-PROCESSOR)")
    a = parser.parse_args()
    split = lambda text: [word for word in text.split(",") if word]
    a.models, a.peers = split(a.models), split(a.peers)
    a.loops, a.processes = [int(word) for word in split(a.loops)], [int(word) for word in split(a.processes)]
    if a.threads < 1 or a.passes < 1 or min(a.loops, default=0) < 0 or min(a.processes, default=1) < 1:
        parser.error("threads, passes and processes are at least 1, loops at least 0")
    if not 0.1 <= a.seconds <= 60:
        parser.error("--seconds is from 0.1 to 60")
    return a


class Bench:
    """One process at a time, or several at once."""

    def __init__(self, a, models):
        import run as peers

        self.a = a
        self.swiftlet = {"swiftlet": os.environ.get("SWIFTLET_BIN", "swiftlet"), "before": a.before}
        self.session = peers.Session(SimpleNamespace(batch=1, precision="float32"), HERE, models)

    def command(self, who, name, threads, seconds):
        limit = [] if threads is None else ["--threads", str(threads)]
        # An older one has no --seconds.
        limit += ["--seconds", str(seconds)] if who == "swiftlet" else []
        weights = self.session.file(name, "safetensors")
        return [self.swiftlet[who], "bench", name, "--weights", weights, *limit, "--json"]

    def burst(self, who, name, threads, group=None):
        """Median and 90th percentile of single runs, in a group of processes if there is one."""
        if who in self.swiftlet:
            result = subprocess.run(
                self.command(who, name, threads, self.a.seconds), capture_output=True, text=True, timeout=300,
                preexec_fn=group.enter if group else None)
            if result.returncode:
                raise RuntimeError(" ".join(result.stderr.split())[:200] or f"exit status {result.returncode}")
            return json.loads(result.stdout)
        return self.session.peer(who, name, threads, self.a.seconds)

    def crowd(self, who, name, count):
        """Images a second of so many processes together; each counts while all run, but for the first and the last moments."""
        seconds = max(3, self.a.seconds)
        running = [
            subprocess.Popen(
                self.command(who, name, self.a.threads, seconds), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
            for _ in range(count)]
        try:
            reports = [json.loads(process.communicate(timeout=300)[0]) for process in running]
        finally:
            for process in running:
                process.kill()
        return {"images_per_second": sum(report["runs"] / seconds for report in reports)}


def title(who, threads):
    names = {"swiftlet": "swiftlet", "before": "before", "onnxruntime": "ONNX Runtime", "openvino": "OpenVINO"}
    count = "as it comes" if threads is None else f"{threads} thread{'s' * (threads > 1)}"
    return f"{names.get(who, who)}, {count}"


def measure(a, bench, write):
    """All situations, everyone by turns in each."""
    def turns(name, situation, contestants, group=None):
        for number in range(a.passes):
            for who, threads in contestants[number % len(contestants):] + contestants[:number % len(contestants)]:
                result = bench.burst(who, name, threads, group)
                write({"network": name, "situation": situation, "who": title(who, threads), "pass": number, **result})
        print(f"{situation}: {name}", flush=True)

    everyone = [("swiftlet", 1), ("swiftlet", a.threads)] + [("before", a.threads)] * bool(a.before)
    everyone += [(peer, a.threads) for peer in a.peers]
    bursts = a.passes * len(everyone)
    for loops in a.loops:
        for name in a.models:
            with load.busy_loops(loops, most_seconds=60 + 30 * bursts * max(1, a.seconds)):
                turns(name, f"{loops} busy loop{'s' * (loops != 1)}", everyone)
    if a.processors:
        with load.group(a.processors) as group:
            situation = f"a group of {a.processors:g} processors"
            if group is None:
                print(f"{situation}: cannot be made here", flush=True)
            else:
                for name in a.models:
                    turns(name, situation, [("swiftlet", 1), ("swiftlet", a.threads), ("swiftlet", None)], group)
    for name in a.models:
        for number in range(a.passes):
            for count in a.processes:
                who = title("swiftlet", a.threads)
                result = bench.crowd("swiftlet", name, count)
                write({"network": name, "situation": f"{count} processes", "who": who, "pass": number, **result})
        if a.processes:
            print(f"{', '.join(map(str, a.processes))} processes: {name}", flush=True)


def table(rows):
    """Markdown: a table for each situation, medians of the passes."""
    text = ""
    for situation in dict.fromkeys(row["situation"] for row in rows):
        here = [row for row in rows if row["situation"] == situation]
        whos = list(dict.fromkeys(row["who"] for row in sorted(here, key=lambda row: row["who"])))
        text += f"\n### {situation}\n\n| | {' | '.join(whos)} |\n|---|{'---|' * len(whos)}\n"
        for name in dict.fromkeys(row["network"] for row in here):
            cells = []
            for who in whos:
                mine = [row for row in here if (row["network"], row["who"]) == (name, who)]
                middle = lambda key: statistics.median(row[key] for row in mine)
                if not mine:
                    cells.append("")
                elif "median_ms" in mine[0]:
                    cells.append(f"{middle('median_ms'):.2f} / {middle('p90_ms'):.2f}")
                else:
                    cells.append(f"{middle('images_per_second'):.0f}")
            text += f"| {name} | {' | '.join(cells)} |\n"
    return text


def main():
    a = arguments()
    import export
    import machine
    import workers

    models = Path(os.environ.get("SWIFTLET_PEERS_MODELS", PEERS / "models")).resolve()
    print(f"Writing the networks' files to {models} …", file=sys.stderr)
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as process:
        process.submit(export.export, models, a.models, 1, a.peers).result()
    about = machine.description(a.peers, {engine: entry[2] for engine, entry in workers.ENGINES.items()})
    folder = Path(a.out or HERE / "results" / f"{about['date']}-{machine.slug(about['processor'])}").resolve()
    folder.mkdir(parents=True, exist_ok=True)
    rows = []
    with open(folder / "results.csv", "w", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, extrasaction="ignore")
        writer.writeheader()

        def write(row):
            row = {key: row[key] for key in COLUMNS if key in row}
            rows.append(row)
            writer.writerow({key: f"{value:.5g}" if isinstance(value, float) else value for key, value in row.items()})
            file.flush()

        start = time.monotonic()
        measure(a, Bench(a, models), write)
    versions = ", ".join(f"{name} {version}" for name, version in about["versions"].items())
    head = (
        f"# swiftlet beside busy loops\n\n{about['processor']} ({about['processor_numbers']}), {about['cores']} processors, "
        f"{about['system']}; {about['date']}; swiftlet {about['swiftlet']}, {versions}; {a.passes} passes of {a.seconds:g} s, "
        f"by turns, {(time.monotonic() - start) / 60:.0f} minutes.\n\nMilliseconds of one picture, median / 90th percentile; of "
        "several processes at once, images a second of all together.\n")
    (folder / "results.md").write_text(head + table(rows))
    print(head + table(rows))


if __name__ == "__main__":
    main()

"""Measures swiftlet and its peers alternately, in short bursts; see README.md. Started by run.sh."""
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

import export
import machine
import networks
import report
import workers

HERE = Path(__file__).resolve().parent
COLUMNS = [
    "network", "batch", "threads", "pass", "order", "engine", "median_ms", "min_ms", "p90_ms", "runs", "rel_diff", "isa",
    "share_of_peak", "error",
]
STARTUP_COLUMNS = ["network", "threads", "pass", "engine", "milliseconds", "process_ms", "peak_mib", "error"]
CONTENDERS = ["onnxruntime", "openvino", "litert", "ncnn", "mnn", "pytorch"]
# Those that were the fastest nowhere yet are measured in the first of every three passes.
OCCASIONAL = ["mnn", "pytorch"]


def arguments():
    parser = argparse.ArgumentParser(prog="run.sh", description=__doc__.split(";")[0] + ".")
    add = parser.add_argument
    add("--models", help="names, lightweight, dense, all; comma-separated (default: lightweight)")
    add("--engines", default="contenders", help=f"contenders ({', '.join(CONTENDERS)}), all, or names of {', '.join(workers.ENGINES)}")
    add("--threads", default="1,2", help="thread counts (default: 1,2)")
    add("--isa", choices=["avx2"], help="without AVX-512: swiftlet's AVX2 kernels beside the peers that can be held to AVX2 "
        f"({', '.join(workers.HELD_TO_AVX2)})")
    add("--batch", type=int, default=1, help="pictures at a time (default: 1); the networks are then by default those of "
        "the batch table")
    add("--passes", type=int, default=3, help="rounds over all networks and engines (default: 3)")
    add("--seconds", type=float, default=1, help="of one burst of a peer, after its warm-up (default: 1, as of swiftlet bench)")
    add("--budget-minutes", type=float, help="begin no pass that would end later than this; the first is always made")
    add("--startup", type=int, default=5, help="repetitions of load, first inference and memory (default: 5, 0 for none)")
    add("--quick", action="store_true", help="one pass of short bursts over two networks, to see that everything works")
    add("--export-only", action="store_true", help="write the networks' files and stop")
    add("--out", help="folder to write to (default: results/DATE-PROCESSOR)")
    a = parser.parse_args()
    if a.quick:
        a.passes, a.seconds, a.startup = 1, 0.2, min(a.startup, 1)
    a.models = networks.chosen(
        a.models or (",".join(networks.QUICK) if a.quick else "lightweight" if a.batch == 1 else ",".join(networks.BATCHED)))
    contenders = [engine for engine in workers.ENGINES if engine in (workers.HELD_TO_AVX2 if a.isa else CONTENDERS)]
    a.engines = {"all": list(workers.ENGINES), "contenders": contenders}.get(a.engines) or a.engines.split(",")
    a.threads = [int(word) for word in a.threads.split(",")]
    unknown = [engine for engine in a.engines if engine not in workers.ENGINES]
    if unknown:
        parser.error(f"no engine {', '.join(unknown)}")
    if a.isa and not set(a.engines) <= set(workers.HELD_TO_AVX2):
        parser.error(f"of the peers, only {', '.join(workers.HELD_TO_AVX2)} can be held to AVX2")
    if min(a.threads) < 1 or a.batch < 1 or a.passes < 1:
        parser.error("threads, batch and passes are at least 1")
    return a


class Session:
    def __init__(self, a, folder, models):
        self.a, self.folder, self.models = a, folder, models
        self.swiftlet = os.environ.get("SWIFTLET_BIN", "swiftlet")
        self.differences = {}

    def file(self, name, form):
        return str(export.path(self.models, name, self.a.batch, form))

    # ------------------------------------------------------------ one process

    def peer(self, engine, name, threads, seconds):
        forms = ("io.safetensors", "onnx", "pt", "ncnn.param", "ncnn.bin", "mnn", "tflite")
        task = {
            "engine": engine, "threads": threads, "seconds": seconds, "most_seconds": max(5 * seconds, 3),
            "files": {form: self.file(name, form) for form in forms},
        }
        command = [sys.executable, "-W", "ignore", str(HERE / "workers.py"), json.dumps(task)]
        result = subprocess.run(command, capture_output=True, text=True, timeout=300, cwd=HERE)
        for line in result.stdout.splitlines():
            if line.startswith("RESULT "):
                return json.loads(line[len("RESULT "):])
        raise RuntimeError((result.stderr.strip().splitlines() or [f"exit status {result.returncode}"])[-1][:200])

    def swiftlet_run(self, name, threads):
        """A forward pass of the exported input: how far its output is from PyTorch's, and what the process took."""
        from safetensors.numpy import load_file

        out = self.folder / "swiftlet-output.safetensors"
        taken = json.loads(output(
            sys.executable, HERE / "peak.py", self.swiftlet, "run", "--model", name, "--weights",
            self.file(name, "safetensors"), "--input", self.file(name, "io.safetensors"), "--output", out, "--threads", threads,
            "--json"))
        if taken["status"]:
            raise RuntimeError(taken["errors"] or f"exit status {taken['status']}")
        reference = load_file(self.file(name, "io.safetensors"))["output"]
        taken["rel_diff"] = workers.difference(load_file(out)["output"], reference)
        out.unlink()
        report = json.loads(taken["output"])
        taken.update(process_ms=taken["milliseconds"], milliseconds=report["load_milliseconds"] + report["milliseconds"])
        return taken

    def swiftlet_bench(self, name, threads):
        if (name, threads) not in self.differences:
            self.differences[name, threads] = self.swiftlet_run(name, threads)["rel_diff"]
        network = [
            name, "--weights", self.file(name, "safetensors"), "--threads", threads, "--batch", self.a.batch, "--size",
            networks.side(name), "--json"]
        result = json.loads(output(self.swiftlet, "bench", *network))
        # The peak beside it, measured at the same moment.
        profile = json.loads(output(self.swiftlet, "profile", *network, "--runs", 1))
        macs = sum(step["macs"] for step in profile["steps"])
        result["share_of_peak"] = 2 * macs / (result["median_ms"] * 1e6) / profile["peak_gigaflops"]
        return {**result, "rel_diff": self.differences[name, threads]}

    # ------------------------------------------------------------ passes

    def burst(self, engine, name, threads):
        if engine == "swiftlet":
            return self.swiftlet_bench(name, threads)
        return self.peer(engine, name, threads, self.a.seconds)

    def measure_pass(self, number, missing, write):
        """Every engine once on every network, one after another; who begins changes from network to network."""
        for index, name in enumerate(self.a.models):
            for threads in self.a.threads:
                engines = [
                    engine for engine in ["swiftlet", *self.a.engines]
                    if (name, engine) not in missing and (number % 3 == 0 or engine not in OCCASIONAL)]
                turn = (number + index) % len(engines)
                engines = engines[turn:] + engines[:turn]
                if number % 2:
                    engines.reverse()
                told = []
                for order, engine in enumerate(engines):
                    row = {"network": name, "batch": self.a.batch, "threads": threads, "pass": number, "order": order,
                           "engine": engine}
                    try:
                        row.update(self.burst(engine, name, threads))
                        told.append(f"{engine} {row['median_ms']:.2f}")
                    except (RuntimeError, subprocess.TimeoutExpired, ValueError) as error:
                        row["error"] = machine.scrubbed(str(error), self.models)
                        told.append(f"{engine} FAILED: {row['error']}")
                    write(row)
                print(f"pass {number + 1}, {name}, {threads} thread{'s' * (threads > 1)}: {', '.join(told)}", flush=True)

    def measure_startup(self, name, write):
        threads = max(self.a.threads)
        engines = ["swiftlet", *self.a.engines]
        for number in range(self.a.startup):
            for engine in engines[number % len(engines):] + engines[:number % len(engines)]:
                row = {"network": name, "threads": threads, "pass": number, "engine": engine}
                try:
                    if engine == "swiftlet":
                        row.update(self.swiftlet_run(name, threads))
                    else:
                        result = self.peer(engine, name, threads, seconds=0)
                        row.update(milliseconds=result["load_ms"] + result["first_ms"], peak_mib=result["peak_mib"])
                except (RuntimeError, subprocess.TimeoutExpired) as error:
                    row["error"] = machine.scrubbed(str(error), self.models)
                write(row)


def output(*command):
    result = subprocess.run([str(word) for word in command], capture_output=True, text=True, timeout=300)
    if result.returncode:
        raise RuntimeError(" ".join(result.stderr.split())[:300] or f"exit status {result.returncode}")
    return result.stdout


class Table:
    """A CSV file that is complete after every row."""

    def __init__(self, path, columns):
        self.file = open(path, "w", newline="")
        self.writer = csv.DictWriter(self.file, columns, extrasaction="ignore")
        self.writer.writeheader()

    def __call__(self, row):
        self.writer.writerow({k: f"{v:.5g}" if isinstance(v, float) else v for k, v in row.items()})
        self.file.flush()


def main():
    a = arguments()
    models = Path(os.environ.get("SWIFTLET_PEERS_MODELS", HERE / "models")).resolve()
    print(f"Writing the networks' files to {models} …", file=sys.stderr)
    # In a process of its own, so that PyTorch is not about when the others are measured.
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as process:
        missing = process.submit(export.export, models, a.models, a.batch, a.engines).result()
    if a.export_only:
        return
    if a.isa:
        os.environ.update(workers.AVX2)
    about = machine.description(a.engines, {engine: entry[2] for engine, entry in workers.ENGINES.items()})
    about["held_to"] = a.isa
    extra = ("" if a.batch == 1 else f"-batch{a.batch}") + (f"-{a.isa}" if a.isa else "")
    folder = Path(a.out or HERE / "results" / f"{about['date']}-{machine.slug(about['processor'])}{extra}").resolve()
    folder.mkdir(parents=True, exist_ok=True)
    session, watch, start = Session(a, folder, models), machine.Watch(), time.monotonic()

    (folder / "startup.csv").unlink(missing_ok=True)
    write = Table(folder / "results.csv", COLUMNS)
    passes = []
    for number in range(a.passes):
        begin = time.monotonic()
        if passes and a.budget_minutes and begin - start + statistics.mean(passes) > a.budget_minutes * 60:
            break
        session.measure_pass(number, missing, write)
        passes.append(time.monotonic() - begin)
    if a.startup and a.batch == 1:
        name = "mobilenet_v2" if "mobilenet_v2" in a.models else a.models[0]
        session.measure_startup(name, Table(folder / "startup.csv", STARTUP_COLUMNS))
    about.update(
        watch.shares(), minutes=(time.monotonic() - start) / 60, passes=len(passes), seconds=a.seconds,
        missing=[[*pair, machine.scrubbed(reason, models)] for pair, reason in missing.items()])
    (folder / "machine.json").write_text(json.dumps(about, indent=2) + "\n")
    report.write(folder)


if __name__ == "__main__":
    main()

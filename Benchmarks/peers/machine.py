"""What a table of times must say about the machine and the programs."""
import datetime
import importlib.metadata
import os
import platform
import re
import resource
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent


def output(*command):
    try:
        return subprocess.run(command, capture_output=True, text=True, cwd=ROOT).stdout.strip()
    except OSError:
        return ""


def processor():
    """The model name and what tells two of one name apart."""
    fields = dict(re.findall(r"^([^:\n]+):\s*(.*)$", output("lscpu"), re.MULTILINE))
    name = fields.get("Model name") or output("sysctl", "-n", "machdep.cpu.brand_string") or platform.machine()
    numbers = ", ".join(f"{key.lower()} {fields[key]}" for key in ("CPU family", "Model") if fields.get(key))
    flags = fields.get("Flags", "").split()
    wide = [flag for flag in ("avx2", "avx512f", "avx512_vnni", "avx512_bf16", "amx_bf16") if flag in flags]
    return name, numbers, " ".join(wide)


def description(engines, distributions):
    name, numbers, instructions = processor()
    versions = {}
    for engine in engines:
        versions[engine] = importlib.metadata.version(distributions[engine])
    return {
        "processor": name, "processor_numbers": numbers, "instructions": instructions, "cores": len(os.sched_getaffinity(0)),
        "system": f"{platform.system()} {platform.release()}", "python": platform.python_version(),
        "date": datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%d"),
        "swiftlet": output("git", "describe", "--always", "--dirty", "--tags"), "versions": versions,
    }


def scrubbed(text, *folders):
    """A message on one line, without the folders of this machine."""
    for folder in (*folders, sys.prefix, ROOT, Path.home()):
        text = text.replace(str(folder), "…")
    return " ".join(text.split())[:300]


def slug(text):
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")


class Watch:
    """How much of the processors' time others took, from start to now: other processes and, of a virtual machine, its host."""

    def __init__(self):
        self.start = self.now()

    @staticmethod
    def now():
        with open("/proc/stat") as lines:
            user, nice, system, idle, wait, irq, soft, steal = (int(n) for n in next(lines).split()[1:9])
        tick = os.sysconf("SC_CLK_TCK")
        own = sum(
            usage.ru_utime + usage.ru_stime
            for usage in (resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)))
        busy = (user + nice + system + irq + soft) / tick
        return {"all": busy + (idle + wait + steal) / tick, "others": busy - own, "stolen": steal / tick}

    def shares(self):
        now = self.now()
        all = max(now["all"] - self.start["all"], 1e-9)
        return {key: max(0.0, now[key] - self.start[key]) / all for key in ("others", "stolen")}

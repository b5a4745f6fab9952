"""What else the machine has to do: loops that want a processor all the time, and groups that get only a part of one."""
import contextlib
import os
import signal
import subprocess
import sys
from pathlib import Path

# Wants a processor until so many seconds are over, or until its parent is gone, whichever comes first.
LOOP = """
import os, sys, time
parent, end = os.getppid(), time.monotonic() + float(sys.argv[1])
while time.monotonic() < end and os.getppid() == parent:
    for _ in range(100_000): pass
"""


@contextlib.contextmanager
def busy_loops(count, most_seconds):
    """So many loops, which end with the block, and by themselves after a while whatever happens to it."""
    loops = [subprocess.Popen([sys.executable, "-c", LOOP, str(most_seconds)]) for _ in range(count)]
    try:
        yield
    finally:
        for loop in loops:
            loop.kill()
        for loop in loops:
            loop.wait()


class Group:
    """A control group with a quota of processor time; `enter` goes to subprocess.Popen as `preexec_fn`."""

    def __init__(self, processors):
        self.folder, files = self.place(processors)
        self.folder.mkdir()
        try:
            for name, text in files.items():
                (self.folder / name).write_text(text)
        except OSError:
            self.folder.rmdir()
            raise

    @staticmethod
    def place(processors):
        name, period = f"swiftlet-{os.getpid()}", 100_000
        quota = int(processors * period)
        for first in ("/sys/fs/cgroup/cpu", "/sys/fs/cgroup/cpu,cpuacct"):
            if Path(first, "cpu.cfs_quota_us").exists():
                return Path(first, name), {"cpu.cfs_period_us": str(period), "cpu.cfs_quota_us": str(quota)}
        return Path("/sys/fs/cgroup", name), {"cpu.max": f"{quota} {period}"}

    def enter(self):
        (self.folder / "cgroup.procs").write_text(str(os.getpid()))

    def close(self):
        for line in (self.folder / "cgroup.procs").read_text().split():
            with contextlib.suppress(OSError):
                os.kill(int(line), signal.SIGKILL)
        with contextlib.suppress(OSError):
            self.folder.rmdir()


@contextlib.contextmanager
def group(processors):
    """A group of so many processors, or None where this machine or user cannot make one."""
    try:
        made = Group(processors)
    except OSError:
        yield None
        return
    try:
        yield made
    finally:
        made.close()

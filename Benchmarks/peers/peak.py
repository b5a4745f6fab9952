"""peak.py COMMAND…: runs it and prints its milliseconds, its peak resident memory and what it said (a few lines), as JSON.

The peak that the kernel keeps of a process begins with that of whoever started it, so this must be small: it imports little.
"""
import json
import os
import subprocess
import sys
import time

start = time.perf_counter()
process = subprocess.Popen(sys.argv[1:], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
errors = process.stderr.read().decode(errors="replace")
output = process.stdout.read().decode(errors="replace")
_, status, usage = os.wait4(process.pid, 0)
milliseconds = (time.perf_counter() - start) * 1e3
unit = 1 if sys.platform == "darwin" else 1024
print(json.dumps({
    "milliseconds": milliseconds, "peak_mib": usage.ru_maxrss * unit / (1 << 20), "status": os.waitstatus_to_exitcode(status),
    "output": output, "errors": errors}))

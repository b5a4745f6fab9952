"""Measures what `swiftlet classify --fast-decode` changes.

    python Tools/agreement/fast_decoding.py PHOTOS [--count 100] [--short-side 1600] [OPTIONS OF classify]

Enlarges photographs of a folder, since small ones are decoded whole in either case: at a short side of 1,600 pixels, half of
them are 3.1 times 256, just what is allowed. Saves them as JPEGs, classifies them both ways, and prints how many keep their most probable class and how far
probabilities differ. Needs Pillow.
"""

import argparse
import json
import pathlib
import subprocess
import tempfile
import time

from PIL import Image


def classify(executable, folder, options):
    start = time.monotonic()
    output = subprocess.run(
        [executable, "classify", "--json", *options, str(folder)], check=True, stdout=subprocess.PIPE, text=True).stdout
    seconds = time.monotonic() - start
    return [json.loads(line)["predictions"] for line in output.splitlines()], seconds


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("photos", type=pathlib.Path)
    parser.add_argument("--count", type=int, default=100)
    parser.add_argument("--short-side", type=int, default=1600)
    parser.add_argument("--swiftlet", default=".build/release/swiftlet")
    arguments, options = parser.parse_known_args()
    with tempfile.TemporaryDirectory() as folder:
        paths = [p for p in sorted(arguments.photos.iterdir()) if p.suffix.lower() in (".jpg", ".jpeg")]
        # Every class's neighbours look alike: take photographs evenly.
        for path in paths[:: max(1, len(paths) // arguments.count)][: arguments.count]:
            picture = Image.open(path).convert("RGB")
            scale = arguments.short_side / min(picture.size)
            picture = picture.resize([round(side * scale) for side in picture.size], Image.Resampling.LANCZOS)
            picture.save(pathlib.Path(folder) / path.with_suffix(".jpg").name, quality=92)
        whole, whole_seconds = classify(arguments.swiftlet, folder, options)
        fast, fast_seconds = classify(arguments.swiftlet, folder, [*options, "--fast-decode"])
    same = sum(a[0]["index"] == b[0]["index"] for a, b in zip(whole, fast, strict=True))
    differences = sorted(
        max(abs({c["index"]: c["probability"] for c in b}.get(c["index"], 0) - c["probability"]) for c in a[:1])
        for a, b in zip(whole, fast))
    print(f"{same} of {len(whole)} photographs keep their most probable class")
    print(
        f"its probability changes by {differences[len(differences) // 2]:.4f} in the median, "
        f"{differences[int(0.95 * len(differences))]:.4f} at the 95th percentile, {differences[-1]:.4f} at most")
    print(f"{whole_seconds:.2f} s, and {fast_seconds:.2f} s with --fast-decode")


if __name__ == "__main__":
    main()

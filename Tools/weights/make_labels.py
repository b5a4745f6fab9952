#!/usr/bin/env python3
"""Writes the 1,000 ImageNet class names of torchvision (BSD-3-Clause), one a line, in the order of the logits.

    python3 Tools/weights/make_labels.py Sources/_CSwiftletEmbeddedWeights/Resources/imagenet_labels.txt
"""

import sys

from torchvision.models._meta import _IMAGENET_CATEGORIES as labels

assert len(labels) == 1000 and not any("\n" in label for label in labels)
with open(sys.argv[1], "w", encoding="utf-8") as file:
    file.writelines(label + "\n" for label in labels)

#!/usr/bin/env python3
"""Writes Tests/ModelZooTests/Fixtures/published_weights.tsv: what torchvision's and timm's own sources say of the weights
that they publish, for the test that holds the catalogue's entries to it.

    python published_weights.py REPOSITORY

Needs torch, torchvision and timm. Addresses, preprocessing and licences stand in the libraries' configurations; padding and
the batch norms' epsilon are read off the modules they build; top-1 accuracy is torchvision's `acc@1`. timm's packages hold no
accuracies; those it publishes are for the test size, so its preprocessing is given for that.
"""
import math
import pathlib
import sys

import timm
import torch
import torchvision
from timm.layers import Conv2dSame
from timm.models import _registry

TORCHVISION = """
    alexnet vgg11 vgg13 vgg16 vgg19 vgg11_bn vgg13_bn vgg16_bn vgg19_bn googlenet inception_v3
    resnet18 resnet34 resnet50 resnet101 resnet152 resnext50_32x4d resnext101_32x8d squeezenet1_0 squeezenet1_1
    mobilenet_v2 mobilenet_v3_large mobilenet_v3_small mnasnet0_5 mnasnet0_75 mnasnet1_0 mnasnet1_3
    shufflenet_v2_x0_5 shufflenet_v2_x1_0 shufflenet_v2_x1_5 shufflenet_v2_x2_0
    efficientnet_b0 efficientnet_b1 efficientnet_b2 efficientnet_b3 efficientnet_b4 efficientnet_b5 efficientnet_b6
    efficientnet_b7 efficientnet_v2_s efficientnet_v2_m efficientnet_v2_l
""".split()

# The catalogue's name → timm's names for the same network.
TIMM = {
    "xception": ["legacy_xception"],
    "mobilenet_v2": ["mobilenetv2_100"],
    "mobilenet_v2_140": ["mobilenetv2_140"],
    "mobilenet_v2_050": ["mobilenetv2_050"],
    "mobilenet_v3_large": ["mobilenetv3_large_100", "tf_mobilenetv3_large_100"],
    "mobilenet_v3_large_075": ["tf_mobilenetv3_large_075"],
    "mobilenet_v3_large_minimal": ["tf_mobilenetv3_large_minimal_100"],
    "mobilenet_v3_small": ["mobilenetv3_small_100", "tf_mobilenetv3_small_100"],
    "mobilenet_v3_small_075": ["mobilenetv3_small_075", "tf_mobilenetv3_small_075"],
    "mobilenet_v3_small_minimal": ["tf_mobilenetv3_small_minimal_100"],
    "mnasnet1_0": ["mnasnet_100"],
    "efficientnet_v2_s": ["tf_efficientnetv2_s"],
    **{f"efficientnet_b{i}": [f"efficientnet_b{i}"] * (i < 5) + [f"tf_efficientnet_b{i}"] for i in range(8)},
    **{f"tf_efficientnet_lite{i}": [f"tf_efficientnet_lite{i}"] for i in range(5)},
    **{
        name: [name]
        for name in """mobilenetv1_100 mobilenetv4_conv_small mobilenetv4_conv_medium semnasnet_100 mnasnet_small
        fbnetc_100 ghostnet_100 ghostnetv2_100 mobileone_s0 repvgg_a0""".split()
    },
}

SPDX = {
    "apache-2.0": "Apache-2.0",
    "bsd-3-clause": "BSD-3-Clause",
    "mit": "MIT",
    "mobileone-license": "LicenseRef-MobileOne",
}


def traits(model):
    """How convolutions pad, and the batch norms' one epsilon."""
    epsilons = {m.eps for m in model.modules() if isinstance(m, torch.nn.modules.batchnorm._BatchNorm)}
    assert len(epsilons) <= 1, epsilons
    same = any(isinstance(m, Conv2dSame) for m in model.modules())
    return "same" if same else "symmetric", (epsilons or {"-"}).pop()


def torchvision_rows(name):
    with torch.device("meta"):
        options = {"init_weights": False} if name in ("googlenet", "inception_v3") else {}
        padding, epsilon = traits(torchvision.models.get_model(name, weights=None, **options))
    for entry in torchvision.models.get_model_weights(name):
        metrics = entry.meta["_metrics"]["ImageNet-1K"]
        transform = entry.transforms()
        mean, std = transform.mean, transform.std
        if math.isnan(metrics["acc@1"]):
            continue  # For other uses than classification.
        if name in ("googlenet", "inception_v3"):
            # Built with weights, these renormalise their input themselves (`transform_input`).
            mean = std = [0.5] * 3
        yield [
            name,
            f"torchvision.{entry.name}",
            entry.url,
            "BSD-3-Clause",
            metrics["acc@1"],
            transform.resize_size[0],
            transform.crop_size[0],
            transform.interpolation.value,
            ",".join(map(str, mean)),
            ",".join(map(str, std)),
            padding,
            epsilon,
            entry.url.split("/")[-1],
        ]


def timm_rows(network, name):
    with torch.device("meta"):
        padding, epsilon = traits(timm.create_model(name, pretrained=False))
    for tag, cfg in _registry._model_default_cfgs[name].cfgs.items():
        # Pictures are cropped in the middle or not at all like ours.
        if cfg.num_classes != 1000 or not cfg.has_weights or cfg.crop_mode != "center":
            continue
        crop = (cfg.test_input_size or cfg.input_size)[-1]
        yield [
            network,
            f"timm.{name}.{tag}",
            f"{cfg.hf_hub_id}{name}.{tag}" if cfg.hf_hub_id else cfg.url,
            SPDX[cfg.license],
            "-",
            math.floor(crop / (cfg.test_crop_pct or cfg.crop_pct)),
            crop,
            cfg.interpolation,
            ",".join(map(str, cfg.mean)),
            ",".join(map(str, cfg.std)),
            padding,
            epsilon,
            cfg.url.split("/")[-1] if cfg.url else "-",
        ]


def main(repository):
    columns = "network id source licence top1 resize crop interpolation mean std padding epsilon release".split()
    rows = [row for name in TORCHVISION for row in torchvision_rows(name)]
    rows += [row for network, names in TIMM.items() for name in names for row in timm_rows(network, name)]
    origin = f"# torchvision {torchvision.__version__.split('+')[0]}, timm {timm.__version__}"
    text = "\n".join([origin, "\t".join(columns)] + ["\t".join(map(str, row)) for row in rows]) + "\n"
    path = pathlib.Path(repository) / "Tests/ModelZooTests/Fixtures/published_weights.tsv"
    path.parent.mkdir(exist_ok=True)
    path.write_text(text)


main(sys.argv[1])

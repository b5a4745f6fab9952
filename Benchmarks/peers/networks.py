"""The networks that are measured, and where their definitions come from."""

TORCHVISION, TIMM = "torchvision", "timm"

# swiftlet's name: (library, its name there, input side, arguments)
NETWORKS = {
    "squeezenet1_0": (TORCHVISION, "squeezenet1_0", 224, {}),
    "squeezenet1_1": (TORCHVISION, "squeezenet1_1", 224, {}),
    "mobilenetv1_100": (TIMM, "mobilenetv1_100", 224, {}),
    "mobilenet_v2": (TORCHVISION, "mobilenet_v2", 224, {}),
    "mobilenet_v3_large": (TORCHVISION, "mobilenet_v3_large", 224, {}),
    "mobilenet_v3_small": (TORCHVISION, "mobilenet_v3_small", 224, {}),
    "mnasnet1_0": (TORCHVISION, "mnasnet1_0", 224, {}),
    "shufflenet_v2_x0_5": (TORCHVISION, "shufflenet_v2_x0_5", 224, {}),
    "shufflenet_v2_x1_0": (TORCHVISION, "shufflenet_v2_x1_0", 224, {}),
    "efficientnet_b0": (TORCHVISION, "efficientnet_b0", 224, {}),
    "tf_efficientnet_lite0": (TIMM, "tf_efficientnet_lite0", 224, {}),
    "fbnetc_100": (TIMM, "fbnetc_100", 224, {}),
    "ghostnet_100": (TIMM, "ghostnet_100", 224, {}),
    "mobilenetv4_conv_small": (TIMM, "mobilenetv4_conv_small", 224, {}),
    "alexnet": (TORCHVISION, "alexnet", 224, {}),
    "vgg16": (TORCHVISION, "vgg16", 224, {}),
    "googlenet": (TORCHVISION, "googlenet", 224, {"aux_logits": False, "init_weights": False}),
    "inception_v3": (TORCHVISION, "inception_v3", 299, {"aux_logits": False, "init_weights": False}),
    "resnet50": (TORCHVISION, "resnet50", 224, {}),
    "xception": (TIMM, "legacy_xception", 299, {}),
    "efficientnet_v2_s": (TORCHVISION, "efficientnet_v2_s", 224, {}),
}

DENSE = ["alexnet", "vgg16", "googlenet", "inception_v3", "resnet50", "xception", "efficientnet_v2_s"]
SETS = {"lightweight": [name for name in NETWORKS if name not in DENSE], "dense": DENSE}
BATCHED = ["mobilenet_v2", "mobilenet_v3_large", "shufflenet_v2_x1_0", "efficientnet_b0", "squeezenet1_1", "resnet50"]
QUICK = ["squeezenet1_1", "mobilenet_v2"]


def side(name):
    return NETWORKS[name][2]


def chosen(text):
    """The networks of a comma-separated list of names and of `lightweight`, `dense` and `all`."""
    names = []
    for word in text.split(","):
        names += list(NETWORKS) if word == "all" else SETS.get(word, [word])
    unknown = [name for name in names if name not in NETWORKS]
    if unknown:
        raise SystemExit(f"no network {', '.join(unknown)}; there are {', '.join(NETWORKS)}, lightweight, dense, all")
    return list(dict.fromkeys(names))


def build(name):
    """The library's network in evaluation mode, with seeded random weights and batch norm statistics."""
    import torch

    torch.manual_seed(0)
    library, key, _, arguments = NETWORKS[name]
    if library == TORCHVISION:
        import torchvision

        network = getattr(torchvision.models, key)(weights=None, **arguments)
    else:
        import timm

        network = timm.create_model(key, pretrained=False, **arguments)
    # As they are initialised, batch norms do next to nothing, and an engine that got them wrong would go unseen.
    for module in network.modules():
        if isinstance(module, torch.nn.modules.batchnorm._BatchNorm):
            with torch.no_grad():
                module.running_mean.normal_(0, 0.1)
                module.running_var.uniform_(0.5, 1.5)
                module.weight.uniform_(0.8, 1.2)
                module.bias.normal_(0, 0.1)
    return network.eval()

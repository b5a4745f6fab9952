"""convert_litert.py NAME BATCH WEIGHTS.safetensors OUT.tflite, in the environment of requirements-litert.txt."""
import os
import sys
import warnings

warnings.filterwarnings("ignore")

import litert_torch  # noqa: E402
import torch  # noqa: E402
from safetensors.torch import load_file  # noqa: E402

import networks  # noqa: E402


class ChannelsLast(torch.nn.Module):
    """Takes NHWC, as an application of this engine would give it."""

    def __init__(self, network):
        super().__init__()
        self.network = network

    def forward(self, x):
        return self.network(x.permute(0, 3, 1, 2))


name, batch, weights, out = sys.argv[1], int(sys.argv[2]), sys.argv[3], sys.argv[4]
network = networks.build(name)
state, loaded = network.state_dict(), load_file(weights)  # load_state_dict wants metadata that safetensors do not have
assert state.keys() == loaded.keys()
for key, tensor in loaded.items():
    state[key].copy_(tensor)
side = networks.side(name)
converted = litert_torch.convert(ChannelsLast(network).eval(), (torch.zeros(batch, side, side, 3),))
converted.export(out + ".part")
os.rename(out + ".part", out)

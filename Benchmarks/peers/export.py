"""Writes a network in the form of each engine.

The definition is the library's own, the weights are random from a seed. For NAME and a batch other than 1 (suffix `_b8`):

  NAME.safetensors      weights under the state dict's keys, for swiftlet and for the converter to LiteRT
  NAME.io.safetensors   `input`, and PyTorch's `output` for it
  NAME.onnx             ONNX Runtime, OpenVINO
  NAME.pt               PyTorch (TorchScript)
  NAME.ncnn.param/.bin  ncnn
  NAME.mnn              MNN
  NAME.tflite           LiteRT

What exists already is not written again.
"""
import functools
import os
import shutil
import subprocess
import sys
import tempfile
import warnings
from pathlib import Path

import networks

HERE = Path(__file__).resolve().parent
# Which of the files an engine needs.
FORMS = {
    "onnxruntime": "onnx", "openvino": "onnx", "openvino_default": "onnx", "pytorch": "pt",
    "ncnn": "ncnn.param", "mnn": "mnn", "litert": "tflite",
}


def suffix(batch):
    return "" if batch == 1 else f"_b{batch}"


def path(folder, name, batch, form):
    """ncnn has no batch dimension and swiftlet's weights have none either."""
    batchless = form in ("safetensors", "ncnn.param", "ncnn.bin")
    return Path(folder) / f"{name}{'' if batchless else suffix(batch)}.{form}"


class Exporter:
    def __init__(self, folder, name, batch):
        self.folder, self.name, self.batch = Path(folder), name, batch
        self.folder.mkdir(parents=True, exist_ok=True)
        self._network = None

    def file(self, form):
        return path(self.folder, self.name, self.batch, form)

    @property
    def network(self):
        if self._network is None:
            self._network = networks.build(self.name)
        return self._network

    def input(self, batch):
        import torch

        side = networks.side(self.name)
        return torch.randn(batch, 3, side, side, generator=torch.Generator().manual_seed(1))

    def write(self, form):
        """Writes a form unless it is there; returns why it could not, or None."""
        if self.file(form).exists():
            return None
        try:
            getattr(self, "write_" + form.replace(".", "_"))()
        except Exception as error:  # a converter's failure leaves one engine out; the others are measured
            return f"{type(error).__name__}: {' '.join(str(error).split())[-300:]}"
        return None if self.file(form).exists() else "the converter wrote nothing"

    def write_safetensors(self):
        from safetensors.torch import save_file

        state = {key: tensor.clone().contiguous() for key, tensor in self.network.state_dict().items()}
        save_file(state, self.file("safetensors"))

    def write_io_safetensors(self):
        import torch
        from safetensors.torch import save_file

        network, x = self.network, self.input(self.batch)
        with torch.inference_mode():
            y = network(x)
        save_file({"input": x, "output": y.contiguous().clone()}, self.file("io.safetensors"))

    def write_onnx(self):
        import onnx
        import onnxslim
        import torch

        with tempfile.TemporaryDirectory(dir=self.folder) as folder:
            raw = os.path.join(folder, "raw.onnx")
            torch.onnx.export(
                self.network, (self.input(self.batch),), raw, opset_version=17, do_constant_folding=True,
                input_names=["x"], output_names=["y"], dynamo=False)
            onnx.save(onnxslim.slim(raw), self.file("onnx"))

    def write_pt(self):
        self.trace(self.batch, self.file("pt"))

    def trace(self, batch, to):
        import torch

        network = self.network  # not made in inference mode: its tensors could not be exported then
        with torch.inference_mode():
            torch.jit.trace(network, self.input(batch), check_trace=False).save(to)

    def write_ncnn_param(self):
        import pnnx

        side = networks.side(self.name)
        program = os.path.join(os.path.dirname(pnnx.__file__), "pnnx")
        with tempfile.TemporaryDirectory(dir=self.folder) as folder:
            self.trace(1, os.path.join(folder, "net.pt"))
            run([program, "net.pt", f"inputshape=[1,3,{side},{side}]", "fp16=0"], folder)
            for form in ("ncnn.bin", "ncnn.param"):
                shutil.move(os.path.join(folder, "net." + form), self.file(form))

    def write_mnn(self):
        onnx = self.write("onnx")
        if onnx:
            raise RuntimeError(f"no ONNX file: {onnx}")
        # The package's command installs another package with pip when it starts; this is the converter beneath it.
        code = (
            "import _tools, sys; _tools.mnnconvert(['mnnconvert', '-f', 'ONNX', '--modelFile', sys.argv[1],"
            " '--MNNModel', sys.argv[2], '--bizCode', 'x'])")
        run([sys.executable, "-c", code, self.file("onnx"), self.file("mnn")], self.folder)

    def write_tflite(self):
        python, reason = litert_python()
        if reason:
            raise RuntimeError(reason)
        run([python, HERE / "convert_litert.py", self.name, self.batch, self.file("safetensors"), self.file("tflite")],
            self.folder, 3600)


@functools.cache
def litert_python():
    """The Python that has the converter to LiteRT, or None and why there is none. Installs it when first needed."""
    folder = Path(os.environ.get("SWIFTLET_PEERS_LITERT_VENV") or HERE / ".venv-litert")
    python, done = folder / "bin" / "python", folder / "installed"
    if "SWIFTLET_PEERS_LITERT_VENV" not in os.environ and not done.exists():
        print(f"Installing the converter to LiteRT into {folder} …", file=sys.stderr)
        try:
            run([sys.executable, "-m", "venv", folder], HERE)
            run([python, "-m", "pip", "install", "--quiet", "--requirement", HERE / "requirements-litert.txt"], HERE, 3600)
        except (RuntimeError, subprocess.TimeoutExpired) as error:
            return None, f"the converter cannot be installed: {error}"
        done.touch()
    return (python, None) if python.exists() else (None, f"there is no {python}")


def run(command, folder, timeout=900):
    result = subprocess.run([str(word) for word in command], cwd=folder, capture_output=True, text=True, timeout=timeout)
    if result.returncode:
        raise RuntimeError(f"exit status {result.returncode}: {result.stdout[-200:]} {result.stderr[-300:]}")


def export(folder, names, batch, engines):
    """Writes what the engines need; returns {(network, engine): why it is missing}."""
    warnings.filterwarnings("ignore")
    missing = {}
    for name in names:
        exporter = Exporter(folder, name, batch)
        for form in ("safetensors", "io.safetensors"):
            reason = exporter.write(form)
            if reason:
                raise RuntimeError(f"{name}.{form}: {reason}")
        for engine in engines:
            reason = exporter.write(FORMS[engine])
            if reason:
                missing[name, engine] = reason
                print(f"{name} for {engine}: {reason}", file=sys.stderr)
    return missing

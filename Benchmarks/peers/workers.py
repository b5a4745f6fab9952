"""One engine in a process of its own: `workers.py JSON` measures and prints one line of JSON.

Only the inference call is timed. Its input lies ready in the layout that the engine prefers, and reading the output back
is part of it where the interface has no other way. Python's garbage collector is off.
"""
import gc
import importlib
import json
import statistics
import sys
import time

# Each engine: how to open it is the function `open_ENGINE(files, input, threads)` below, which returns (infer, finish):
# `infer()` is the timed call, `finish()` gives the output of the last one.
ENGINES = {
    # engine: (title, module, distribution, is it float32?)
    "onnxruntime": ("ONNX Runtime", "onnxruntime", "onnxruntime", True),
    "openvino": ("OpenVINO f32", "openvino", "openvino", True),
    "openvino_default": ("OpenVINO default", "openvino", "openvino", False),
    "litert": ("LiteRT", "ai_edge_litert.interpreter", "ai-edge-litert", True),
    "ncnn": ("ncnn", "ncnn", "ncnn", True),
    "mnn": ("MNN", "MNN", "MNN", True),
    "pytorch": ("PyTorch", "torch", "torch", True),
}

# What holds swiftlet, oneDNN (OpenVINO's convolutions and PyTorch's) and PyTorch's own loops to AVX2, and whom. The others
# look at the processor and leave no choice: MLAS (ONNX Runtime), XNNPACK (LiteRT), ncnn and MNN.
AVX2 = {"SWIFTLET_ISA": "avx2", "ONEDNN_MAX_CPU_ISA": "AVX2", "ATEN_CPU_CAPABILITY": "avx2"}
HELD_TO_AVX2 = ["openvino", "pytorch"]


def open_onnxruntime(files, x, threads):
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_ALL
    options.add_session_config_entry("session.set_denormal_as_zero", "1")
    options.log_severity_level = 3
    session = onnxruntime.InferenceSession(files["onnx"], options, providers=["CPUExecutionProvider"])
    binding = session.io_binding()
    binding.bind_cpu_input("x", x)
    binding.bind_output("y")
    return lambda: session.run_with_iobinding(binding), lambda: binding.copy_outputs_to_cpu()[0]


def open_openvino(files, x, threads, properties={"INFERENCE_PRECISION_HINT": "f32"}):
    import openvino

    properties = {"PERFORMANCE_HINT": "LATENCY", "NUM_STREAMS": 1, "INFERENCE_NUM_THREADS": threads, **properties}
    request = openvino.Core().compile_model(files["onnx"], "CPU", properties).create_infer_request()
    request.set_input_tensor(openvino.Tensor(x, shared_memory=True))
    return (lambda: request.infer(share_inputs=True, share_outputs=True)), lambda: request.get_output_tensor(0).data


def open_openvino_default(files, x, threads):
    """As it comes: bfloat16 where the processor has it."""
    return open_openvino(files, x, threads, {})


def open_litert(files, x, threads):
    import numpy as np
    from ai_edge_litert.interpreter import Interpreter

    interpreter = Interpreter(model_path=files["tflite"], num_threads=threads)  # with its XNNPACK delegate
    interpreter.allocate_tensors()
    x = np.ascontiguousarray(x.transpose(0, 2, 3, 1))
    to, result = interpreter.get_input_details()[0]["index"], interpreter.get_output_details()[0]["index"]

    def infer():
        interpreter.set_tensor(to, x)
        interpreter.invoke()

    return infer, lambda: interpreter.get_tensor(result)


def open_ncnn(files, x, threads):
    import ncnn
    import numpy as np

    net = ncnn.Net()
    net.opt.num_threads = threads
    # Winograd, SGEMM and packed layouts are on; what would leave float32 is off.
    for option in ("fp16_packed", "fp16_storage", "fp16_arithmetic", "bf16_packed", "bf16_storage"):
        if hasattr(net.opt, "use_" + option):
            setattr(net.opt, "use_" + option, False)
    if net.load_param(files["ncnn.param"]) or net.load_model(files["ncnn.bin"]):
        raise RuntimeError("ncnn cannot load the network")
    pictures, outputs = [ncnn.Mat(np.ascontiguousarray(picture)) for picture in x], []

    def infer():  # there is no batch dimension: one picture after another
        outputs.clear()
        for picture in pictures:
            extractor = net.create_extractor()
            extractor.input("in0", picture)
            status, output = extractor.extract("out0")
            if status:
                raise RuntimeError(f"ncnn: extract gives {status}")
            outputs.append(output)

    return infer, lambda: np.stack([np.array(output) for output in outputs])


def open_mnn(files, x, threads):
    import MNN
    import numpy as np

    interpreter = MNN.Interpreter(files["mnn"])
    session = interpreter.createSession({"backend": "CPU", "numThread": threads, "precision": "high"})
    to, result = interpreter.getSessionInput(session), interpreter.getSessionOutput(session)
    kind, caffe = MNN.Halide_Type_Float, MNN.Tensor_DimensionType_Caffe
    shape = result.getShape()
    source, host = MNN.Tensor(x.shape, kind, x, caffe), MNN.Tensor(shape, kind, np.zeros(shape, np.float32), caffe)

    def infer():
        to.copyFrom(source)
        interpreter.runSession(session)
        result.copyToHostTensor(host)

    return infer, lambda: np.array(host.getNumpyData(), copy=True)


def open_pytorch(files, x, threads):
    import torch

    torch.set_num_threads(threads)
    torch.set_flush_denormal(True)
    network = torch.jit.load(files["pt"]).eval().to(memory_format=torch.channels_last)
    network = torch.jit.optimize_for_inference(torch.jit.freeze(network))
    x = torch.from_numpy(x).contiguous(memory_format=torch.channels_last)
    outputs = [None]

    def infer():
        with torch.inference_mode():
            outputs[0] = network(x)

    return infer, lambda: outputs[0].numpy()


def status_mebibytes(field):
    with open("/proc/self/status") as lines:
        return next(int(line.split()[1]) / 1024 for line in lines if line.startswith(field + ":"))


def timed(call):
    start = time.perf_counter_ns()
    call()
    return (time.perf_counter_ns() - start) / 1e6


def burst(infer, seconds, most_seconds):
    """Milliseconds of each call, after a warm-up: as `swiftlet bench` does it, if shorter."""
    start, runs = time.perf_counter(), 0
    while time.perf_counter() - start < 0.25 or runs < 3 and time.perf_counter() - start < 3:
        infer()
        runs += 1
    start, times = time.perf_counter(), []
    while True:
        times.append(timed(infer))
        elapsed = time.perf_counter() - start
        if len(times) >= 3 and (elapsed > most_seconds or len(times) >= 20 and elapsed > seconds):
            return times


def difference(output, reference):
    """The largest difference, relative to the largest element of the reference."""
    import numpy as np

    output = np.asarray(output, dtype=np.float32).reshape(-1)
    reference = reference.reshape(-1)
    if output.size != reference.size or not np.isfinite(output).all():
        return float("inf")
    return float(np.abs(output - reference).max() / np.abs(reference).max())


def measure(task):
    import numpy as np
    from safetensors.numpy import load_file

    tensors = load_file(task["files"]["io.safetensors"])
    x, reference = np.ascontiguousarray(tensors["input"]), tensors["output"]
    before = status_mebibytes("VmRSS")
    importlib.import_module(ENGINES[task["engine"]][1])
    loaded = []
    load_ms = timed(lambda: loaded.extend(globals()["open_" + task["engine"]](task["files"], x, task["threads"])))
    infer, finish = loaded
    first_ms = timed(infer)
    result = {
        "rel_diff": difference(finish(), reference), "load_ms": load_ms, "first_ms": first_ms,
        "peak_mib": status_mebibytes("VmHWM") - before,
    }
    if task["seconds"]:
        gc.disable()
        times = sorted(burst(infer, task["seconds"], task["most_seconds"]))
        result.update(
            runs=len(times), min_ms=times[0], median_ms=statistics.median(times), p90_ms=times[int(0.9 * (len(times) - 1))])
        result["rel_diff"] = max(result["rel_diff"], difference(finish(), reference))
    return result


if __name__ == "__main__":
    print("RESULT " + json.dumps(measure(json.loads(sys.argv[1]))), flush=True)
    # Some libraries crash when the interpreter takes them down; there is nothing left to save.
    import os

    os._exit(0)

"""Worker for LiteRT (TensorFlow Lite). `--mode default` uses the interpreter as pip users get it, XNNPACK delegate
included; `--mode plain` uses its built-in kernels without any delegate."""

import importlib.metadata
import os
import sys

from ai_edge_litert import interpreter as litert

import worker_protocol

IDENTIFIER = b"TFL3"  # bytes 4..7 of every .tflite file (schema.fbs, file_identifier)


class LiteRt(worker_protocol.Engine):
    def __init__(self, mode):
        self._mode = mode
        self._interpreter = None
        self._input = None
        self._output = None

    def version(self):
        return "LiteRT " + importlib.metadata.version("ai-edge-litert")

    def load(self, model, threads):
        _check_file(model)
        resolver = litert.OpResolverType.AUTO
        if self._mode == "plain":
            resolver = litert.OpResolverType.BUILTIN_WITHOUT_DEFAULT_DELEGATES
        interpreter = litert.Interpreter(
            model_path=model, num_threads=threads, experimental_op_resolver_type=resolver
        )
        inputs = interpreter.get_input_details()
        outputs = interpreter.get_output_details()
        if len(inputs) != 1 or len(outputs) != 1:
            raise worker_protocol.Unsupported(
                f"a model with {len(inputs)} inputs and {len(outputs)} outputs; wirebench runs one of each"
            )
        interpreter.allocate_tensors()
        # Shapes are final only after allocation.
        described_in = _describe(interpreter.get_input_details()[0])
        described_out = _describe(interpreter.get_output_details()[0])
        self._interpreter = interpreter
        self._input = inputs[0]["index"]
        self._output = outputs[0]["index"]
        return self._implementation(), described_in, described_out

    def run(self, image):
        self._interpreter.set_tensor(self._input, image)
        self._interpreter.invoke()
        return self._interpreter.get_tensor(self._output)

    def _implementation(self):
        if self._mode == "plain":
            return "built-in kernels"
        # XNNPACK is the only delegate the wheel applies by itself; each partition it took is one node DELEGATE.
        try:
            operators = [node["op_name"] for node in self._interpreter._get_ops_details()]
        except (AttributeError, KeyError):
            return "default kernels (whether XNNPACK was applied is not known)"
        partitions = operators.count("DELEGATE")
        if partitions == 0:
            return "built-in kernels (XNNPACK took no operator)"
        return "XNNPACK delegate, " + ("1 partition" if partitions == 1 else f"{partitions} partitions")


def _check_file(model):
    if os.path.isdir(model):
        raise worker_protocol.Unsupported("LiteRT reads .tflite files, not folders")
    with open(model, "rb") as file:
        start = file.read(8)
    if start[4:8] != IDENTIFIER:
        if model.endswith(".tflite"):
            raise ValueError("not a TensorFlow Lite file, or damaged: the identifier TFL3 is missing")
        raise worker_protocol.Unsupported("LiteRT reads .tflite files only")


def _describe(details):
    parameters = details["quantization_parameters"]
    scales = parameters["scales"]
    if len(scales) > 1:
        raise worker_protocol.Unsupported("an input or output quantised per axis")
    scale = float(scales[0]) if len(scales) == 1 else None
    zero_point = int(parameters["zero_points"][0]) if len(scales) == 1 else None
    return worker_protocol.port(details["name"], details["dtype"], details["shape"], scale, zero_point)


def _take_mode():
    """Removes `--mode X` from the arguments; the rest belongs to the protocol."""
    if len(sys.argv) < 3 or sys.argv[1] != "--mode" or sys.argv[2] not in ("default", "plain"):
        raise SystemExit("usage: litert_worker.py --mode default|plain --socket N --memory M")
    mode = sys.argv[2]
    del sys.argv[1:3]
    return mode


if __name__ == "__main__":
    worker_protocol.serve(LiteRt(_take_mode()))

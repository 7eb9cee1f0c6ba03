"""The worker's side of wirebench's worker protocol (docs/components/workers.md).

A host starts a worker with `--socket N --memory M`: N is one end of a stream socket carrying one JSON object a line, M a
memory file with the tensors. An engine (see `Engine`) does the work; this file does the talking.
"""

import argparse
import ctypes
import gc
import json
import mmap
import os
import socket
import time

PROTOCOL = 1
LONGEST_MESSAGE = 2000


class Unsupported(Exception):
    """The runtime does not read this kind of file, or lacks what it asks for. No failure: a row that says so."""


class Engine:
    """One runtime. `load` comes first, then `run` as often as wanted."""

    def version(self):
        """Text such as "LiteRT 2.3.0"."""
        raise NotImplementedError

    def load(self, model, threads):
        """Makes the file ready to run; returns (implementation, input port, output port). See `port`."""
        raise NotImplementedError

    def run(self, image):
        """One inference: NumPy array in, NumPy array out, both in host memory. This call is the timed region."""
        raise NotImplementedError


def port(name, dtype, shape, scale=None, zero_point=None):
    """An input or output as the protocol describes it; `dtype` is a NumPy type, sizes are those of one image."""
    return {
        "name": str(name),
        "type": dtype_name(dtype),
        "shape": [int(size) for size in shape],
        "scale": [] if scale is None else [float(scale)],
        "zero_point": [] if zero_point is None else [int(zero_point)],
    }


def dtype_name(dtype):
    import numpy

    name = numpy.dtype(dtype).name
    if name not in ("float32", "float16", "int64", "int32", "int16", "int8", "uint8"):
        raise Unsupported(f"tensors of type {name}")
    return name


def serve(engine):
    """Answers the host until it closes the connection."""
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--socket", type=int, required=True)
    arguments.add_argument("--memory", type=int, required=True)
    given = arguments.parse_args()
    connection = socket.socket(fileno=given.socket)
    worker = _Worker(engine, given.memory)
    with connection.makefile("r", encoding="utf-8", newline="\n") as lines:
        for line in lines:
            request = json.loads(line)
            answer = worker.answer(request)
            connection.sendall((json.dumps(answer) + "\n").encode("utf-8"))
            if request["request"] == "close":
                break
    # Runtimes may take seconds to tear down their threads, and nothing is left to save.
    os._exit(0)


class _Worker:
    def __init__(self, engine, memory):
        self._engine = engine
        self._memory = memory
        self._map = None
        self._input = None
        self._output = None
        self._has_run = False

    def answer(self, request):
        try:
            handler = getattr(self, "_" + request["request"], None)
            if request["request"] not in ("hello", "load", "infer", "time", "close") or handler is None:
                raise ValueError(f"unknown request {request['request']!r}")
            return {"id": request["id"], "ok": handler(request)}
        except Unsupported as reason:
            return _error(request, "unsupported", str(reason))
        except Exception as failure:  # whatever a runtime raises becomes a row with its reason
            return _error(request, "failed", f"{type(failure).__name__}: {failure}")

    def _hello(self, request):
        if request["protocol"] != PROTOCOL:
            raise ValueError(f"host speaks protocol {request['protocol']}, this worker {PROTOCOL}")
        return {"protocol": PROTOCOL, "version": self._engine.version()}

    def _load(self, request):
        start = time.perf_counter_ns()
        implementation, self._input, self._output = self._engine.load(request["model"], request["threads"])
        load_ns = time.perf_counter_ns() - start
        _give_back_memory()
        return {
            "load_ns": load_ns,
            "implementation": implementation,
            "input": self._input,
            "output": self._output,
        }

    def _infer(self, request):
        count = request["count"]
        inputs = self._tensors(request, "input_offset", self._input, count)
        outputs = self._tensors(request, "output_offset", self._output, count)
        written = 0
        for index in range(count):
            result = self._checked(self._engine.run(inputs[index]))
            outputs[index] = result
            written += result.nbytes
        self._after_run()
        return {"count": count, "output_bytes": written}

    def _time(self, request):
        image = self._tensors(request, "input_offset", self._input, 1)[0]
        run = self._engine.run
        clock = time.perf_counter_ns
        durations = []
        result = None
        # A collection in the middle of a run would be counted as the runtime's time.
        gc.collect()
        gc.disable()
        try:
            for _ in range(request["count"]):
                start = clock()
                result = run(image)
                durations.append(clock() - start)
        finally:
            gc.enable()
        self._checked(result)
        self._after_run()
        return {"durations_ns": durations}

    def _after_run(self):
        """The first run is where some runtimes optimise the model, and need most memory."""
        if not self._has_run:
            _give_back_memory()
        self._has_run = True

    def _close(self, request):
        return {}

    def _tensors(self, request, offset, description, count):
        import numpy

        if self._map is None or len(self._map) < request["memory"]:
            self._map = mmap.mmap(self._memory, request["memory"])
        dtype = numpy.dtype(description["type"])
        shape = (count, *description["shape"])
        values = 1
        for size in shape:
            values *= size
        flat = numpy.frombuffer(self._map, dtype=dtype, count=values, offset=request[offset])
        return flat.reshape(shape)

    def _checked(self, result):
        expected = self._output
        if dtype_name(result.dtype) != expected["type"] or list(result.shape) != expected["shape"]:
            raise ValueError(
                f"the runtime returned {result.dtype} {list(result.shape)}, "
                f"announced {expected['type']} {expected['shape']}"
            )
        return result


def _give_back_memory():
    """Hands freed memory back to the system; the allocator would keep hundreds of megabytes that other workers need.
    Never in a timed region, and only before timing starts, since the pages come back slower than they went."""
    gc.collect()
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)  # the GNU C library has it
    if trim is not None:
        trim(0)


def _error(request, kind, message):
    return {"id": request["id"], "error": {"kind": kind, "message": message[:LONGEST_MESSAGE]}}

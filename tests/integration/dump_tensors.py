#!/usr/bin/env python3
"""Runs a .tflite file in LiteRT without delegate on given inputs and writes every tensor it computed.

usage: dump_tensors.py MODEL.tflite INPUTS.bin COUNT OUT_PREFIX optimised|reference
Writes OUT_PREFIX.bin (all int8, uint8 and float32 tensors of each image, one after the other) and OUT_PREFIX.json
({"tensors": [{"name", "offset", "bytes"}], "image_bytes"}).
"""
import json
import sys

import numpy
from ai_edge_litert.interpreter import Interpreter, OpResolverType

RESOLVERS = {"optimised": OpResolverType.BUILTIN_WITHOUT_DEFAULT_DELEGATES, "reference": OpResolverType.BUILTIN_REF}


def main() -> None:
    model, inputs, count, prefix, kernels = sys.argv[1:6]
    interpreter = Interpreter(model_path=model, num_threads=2, experimental_preserve_all_tensors=True,
                              experimental_op_resolver_type=RESOLVERS[kernels])
    interpreter.allocate_tensors()
    port = interpreter.get_input_details()[0]
    images = numpy.fromfile(inputs, dtype=port["dtype"]).reshape([int(count), *port["shape"]])
    layout, image_bytes = None, 0
    with open(prefix + ".bin", "wb") as out:
        for image in images:
            interpreter.set_tensor(port["index"], image)
            interpreter.invoke()
            entries, offset = [], 0
            for tensor in interpreter.get_tensor_details():
                try:
                    values = interpreter.get_tensor(tensor["index"])
                except ValueError:  # scratch memory of a kernel, without data of its own
                    continue
                raw = numpy.ascontiguousarray(values).tobytes()
                entries.append({"name": tensor["name"], "offset": offset, "bytes": len(raw)})
                out.write(raw)
                offset += len(raw)
            layout, image_bytes = entries, offset
    with open(prefix + ".json", "w", encoding="utf-8") as out:
        json.dump({"tensors": layout, "image_bytes": image_bytes}, out)


if __name__ == "__main__":
    main()

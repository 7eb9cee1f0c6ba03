"""Makes the models of this folder with Google's converter, and records what LiteRT computes with them.

    python generate.py models    # in an environment with tensorflow-cpu 2.21.0: writes NAME.tflite
    python generate.py outputs   # in an environment with ai-edge-litert 2.3.0 and numpy: writes the missing NAME.bin

NAME.bin holds raw little-endian arrays, one after another: the input, then the output of LiteRT with the XNNPACK
delegate, with the optimised built-in kernels, and with the reference kernels (the last three of equal size).
"""

import pathlib
import sys

import numpy as np

FOLDER = pathlib.Path(__file__).parent


def models():
    import tensorflow as tf

    rng = np.random.default_rng(20)

    def weights(*shape):
        fan_in = np.prod(shape[:-1])
        return tf.constant(rng.normal(0.0, 1.0 / np.sqrt(fan_in), shape).astype(np.float32))

    def numbers(count, low=-1.0, high=1.0):
        return tf.constant(rng.uniform(low, high, count).astype(np.float32))

    conv_w, conv_b = weights(3, 3, 5, 7), numbers(7)
    point_w, point_b = weights(1, 1, 24, 18), numbers(18)
    large_w, large_b = weights(3, 3, 8, 20), numbers(20)
    depth_w, depth_b = weights(3, 3, 6, 1), numbers(6)
    double_w, double_b = weights(3, 3, 5, 2), numbers(10)
    wide_w, wide_b = weights(5, 5, 48, 1), numbers(48)
    dense_w, dense_b = weights(37, 5), numbers(5)
    deep_w, deep_b = weights(130, 11), numbers(11)
    scale_c, offset_c = numbers(6, 0.3, 1.7), numbers(6)

    def conv(x, w, b, strides=1, padding="SAME", dilations=1):
        return tf.nn.bias_add(tf.nn.conv2d(x, w, strides, padding, dilations=dilations), b)

    def depthwise(x, w, b, stride=1, padding="SAME"):
        return tf.nn.bias_add(tf.nn.depthwise_conv2d(x, w, [1, stride, stride, 1], padding), b)

    def block(x):
        a = tf.nn.relu(conv(x, conv_w, conv_b, 2))
        m = tf.nn.max_pool2d(a, 3, 1, "SAME")
        v = tf.nn.avg_pool2d(a, 2, 1, "SAME")
        joined = tf.concat([a + m, v], axis=3)
        return tf.nn.softmax(tf.reduce_mean(joined, axis=[1, 2]))

    gate_rng = np.random.default_rng(22)  # drawn apart, so that the models before stay the same bytes
    squeeze_w, excite_w = (
        tf.constant(gate_rng.normal(0.0, 1.0, shape).astype(np.float32)) for shape in ((1, 1, 6, 3), (1, 1, 3, 6))
    )

    def gated(x):
        gate = tf.nn.silu(tf.nn.conv2d(tf.reduce_mean(x, axis=[1, 2], keepdims=True), squeeze_w, 1, "SAME"))
        return x * tf.sigmoid(tf.nn.conv2d(gate, excite_w, 1, "SAME"))

    # name: (function, input shape, forms)
    plain = ("float32", "int8")
    table = {
        "conv_same": (lambda x: tf.nn.relu(conv(x, conv_w, conv_b, 2)), (1, 9, 10, 5), plain),
        "conv_valid": (lambda x: conv(x, conv_w, conv_b, [1, 1, 2, 1], "VALID"), (1, 8, 11, 5), plain),
        "conv_dilated": (lambda x: conv(x, conv_w, conv_b, 1, "VALID", 2), (1, 9, 8, 5), ("float32",)),
        "conv_relu6": (lambda x: tf.nn.relu6(6.0 * conv(x, conv_w, conv_b)), (1, 6, 7, 5), ("float32",)),
        "conv_point": (lambda x: conv(x, point_w, point_b), (1, 7, 7, 24), plain),
        "conv_large": (lambda x: conv(x, large_w, large_b, 1), (2, 6, 5, 8), ("float16", "dynamic")),
        "depthwise_stride": (lambda x: depthwise(x, depth_w, depth_b, 2), (1, 9, 8, 6), plain),
        "depthwise_double": (lambda x: depthwise(x, double_w, double_b, 1, "VALID"), (1, 7, 6, 5), plain),
        "depthwise_wide": (lambda x: depthwise(x, wide_w, wide_b), (1, 6, 6, 48), ("dynamic",)),
        "dense": (lambda x: tf.matmul(x, dense_w) + dense_b, (1, 37), plain),
        "dense_deep": (lambda x: tf.nn.relu(tf.matmul(x, deep_w) + deep_b), (3, 130), ("dynamic", "float16")),
        "add_branches": (lambda x: tf.nn.max_pool2d(x, 2, 1, "SAME") + x, (1, 6, 7, 6), plain),
        "add_constant": (lambda x: x + offset_c, (1, 6, 7, 6), plain),
        "multiply_constant": (lambda x: x * scale_c, (1, 6, 7, 6), plain),
        "max_pool": (lambda x: tf.nn.max_pool2d(x, 3, 2, "SAME"), (1, 8, 9, 6), plain),
        "average_pool_same": (lambda x: tf.nn.avg_pool2d(x, 3, 1, "SAME"), (1, 6, 7, 6), plain),
        "average_pool_valid": (lambda x: tf.nn.avg_pool2d(x, 2, 2, "VALID"), (1, 8, 9, 6), plain),
        "mean": (lambda x: tf.reduce_mean(x, axis=[1, 2]), (1, 7, 7, 12), plain),
        "pad": (lambda x: tf.pad(x, [[0, 0], [1, 2], [3, 0], [0, 0]]), (1, 4, 5, 3), plain),
        "softmax": (lambda x: tf.nn.softmax(5.0 * x), (4, 9), plain),
        "concat": (lambda x: tf.concat([x, tf.nn.max_pool2d(x, 3, 1, "SAME")], axis=3), (1, 5, 6, 4), plain),
        "relu": (tf.nn.relu, (1, 5, 6, 4), plain),
        "reshape": (lambda x: tf.nn.relu(tf.reshape(x, (1, 120))), (1, 5, 6, 4), plain),
        "block": (block, (1, 12, 12, 5), ("float32", "int8", "uint8")),
        "logistic": (lambda x: tf.sigmoid(4.0 * x), (1, 5, 6, 4), plain),
        "swish": (lambda x: tf.nn.silu(3.0 * x), (1, 5, 6, 4), plain),
        "gated": (gated, (1, 5, 7, 6), plain),
    }
    for name, (function, shape, forms) in table.items():
        module = tf.Module()
        module.f = tf.function(function, input_signature=[tf.TensorSpec(shape, tf.float32)])
        for form in forms:
            converter = tf.lite.TFLiteConverter.from_concrete_functions([module.f.get_concrete_function()], module)
            if form == "dynamic":
                converter.optimizations = [tf.lite.Optimize.DEFAULT]
            elif form == "float16":
                converter.optimizations = [tf.lite.Optimize.DEFAULT]
                converter.target_spec.supported_types = [tf.float16]
            elif form != "float32":
                samples = [rng.uniform(-1.3, 1.9, shape).astype(np.float32) for _ in range(20)]
                converter.optimizations = [tf.lite.Optimize.DEFAULT]
                converter.representative_dataset = lambda samples=samples: ([s] for s in samples)
                converter.target_spec.supported_ops = [tf.lite.OpsSet.TFLITE_BUILTINS_INT8]
                kind = tf.uint8 if form == "uint8" else tf.int8
                converter.inference_input_type = converter.inference_output_type = kind
            (FOLDER / f"{name}_{form}.tflite").write_bytes(converter.convert())


def outputs():
    from ai_edge_litert.interpreter import Interpreter, OpResolverType

    rng = np.random.default_rng(21)
    for path in sorted(FOLDER.glob("*.tflite")):
        if path.with_suffix(".bin").exists():
            continue
        data = b""
        values = None
        for resolver in (OpResolverType.AUTO, OpResolverType.BUILTIN_WITHOUT_DEFAULT_DELEGATES,
                         OpResolverType.BUILTIN_REF):
            interpreter = Interpreter(str(path), experimental_op_resolver_type=resolver, num_threads=1)
            interpreter.allocate_tensors()
            port = interpreter.get_input_details()[0]
            if values is None:
                if port["dtype"] == np.float32:
                    values = rng.uniform(-1.3, 1.9, port["shape"]).astype(np.float32)
                else:
                    limits = np.iinfo(port["dtype"])
                    values = rng.integers(limits.min, limits.max, port["shape"], port["dtype"], endpoint=True)
                data += values.tobytes()
            interpreter.set_tensor(port["index"], values)
            interpreter.invoke()
            data += interpreter.get_tensor(interpreter.get_output_details()[0]["index"]).tobytes()
        path.with_suffix(".bin").write_bytes(data)


if __name__ == "__main__":
    {"models": models, "outputs": outputs}[sys.argv[1]]()

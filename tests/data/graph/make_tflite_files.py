"""Makes the small .tflite files of this folder with TensorFlow's own converter, and tflite_oracle.json with what
TensorFlow's interpreter says about them.

    python3 -m venv VENV && VENV/bin/pip install tensorflow-cpu==2.21.0
    VENV/bin/python tests/data/graph/make_tflite_files.py
"""

import json
import os
import pathlib

os.environ["CUDA_VISIBLE_DEVICES"] = ""
os.environ["TF_ENABLE_ONEDNN_OPTS"] = "0"

import keras
import numpy as np
import tensorflow as tf
from keras import layers

FOLDER = pathlib.Path(__file__).parent
HEIGHT, WIDTH = 12, 16


def mixed_model():
    """Every operator the networks of the study need, and a batch normalisation that cannot be folded away."""
    image = keras.Input((HEIGHT, WIDTH, 3), name="images")
    x = layers.Conv2D(8, 3, padding="same", use_bias=False, name="conv1")(image)
    x = layers.BatchNormalization(name="bn1")(x)
    x = layers.Activation("relu", name="relu1")(x)
    x = layers.DepthwiseConv2D(3, strides=2, padding="same", name="depthwise")(x)
    x = layers.ReLU(6.0, name="relu6")(x)
    left = layers.MaxPooling2D(2, strides=1, padding="same", name="max_pool")(x)
    right = layers.AveragePooling2D(3, strides=1, padding="same", name="average_pool")(x)
    x = layers.Concatenate(name="concat")([left, right])
    shortcut = x
    x = layers.BatchNormalization(name="preact_bn")(x)
    x = layers.Activation("relu", name="preact_relu")(x)
    x = layers.ZeroPadding2D(((1, 1), (1, 1)), name="pad")(x)
    x = layers.Conv2D(16, 3, name="conv2")(x)
    x = layers.Add(name="out")([shortcut, x])
    x = layers.BatchNormalization(name="post_bn")(x)
    x = layers.Activation("relu", name="post_relu")(x)
    x = layers.GlobalAveragePooling2D(name="avg_pool")(x)
    x = layers.Dense(3, activation="softmax", name="predictions")(x)
    return keras.Model(image, x)


def flatten_model():
    """A reshape before a dense layer, and an uneven padding."""
    image = keras.Input(batch_shape=(1, 6, 5, 2), name="images")
    x = layers.ZeroPadding2D(((1, 0), (0, 2)), name="pad")(image)
    x = layers.Conv2D(4, 3, strides=2, activation="relu", name="conv")(x)
    x = layers.Flatten(name="flatten")(x)
    x = layers.Dense(3, name="scores")(x)
    return keras.Model(image, x)


def unknown_model():
    """An operator wirebench does not have."""
    image = keras.Input((4, 4, 2), name="images")
    return keras.Model(image, layers.Activation("elu")(image))


def randomise(model, seed):
    random = np.random.default_rng(seed)
    for layer in model.layers:
        values = []
        for variable in layer.weights:
            kind = variable.name
            low, high = {"gamma": (0.7, 1.3), "beta": (-0.2, 0.2), "moving_mean": (-0.1, 0.1),
                         "moving_variance": (0.5, 1.5), "bias": (-0.1, 0.1)}.get(kind, (None, None))
            if low is None:
                values.append(random.normal(0, 0.25, variable.shape))
            else:
                values.append(random.uniform(low, high, variable.shape))
        layer.set_weights(values)


def pixels(shape):
    """(31 y + 17 x + 101 c + x y) mod 256, scaled to [-1, 1]."""
    _, height, width, channels = shape
    y, x, c = np.meshgrid(np.arange(height), np.arange(width), np.arange(channels), indexing="ij")
    return (((31 * y + 17 * x + 101 * c + x * y) % 256) / 127.5 - 1.0).astype(np.float32)[None]


def calibration():
    random = np.random.default_rng(5)
    for _ in range(20):
        yield [random.uniform(-1, 1, (1, HEIGHT, WIDTH, 3)).astype(np.float32)]


def convert(model, form):
    converter = tf.lite.TFLiteConverter.from_keras_model(model)
    if form != "float32":
        converter.optimizations = [tf.lite.Optimize.DEFAULT]
    if form == "float16":
        converter.target_spec.supported_types = [tf.float16]
    if form.startswith("int8"):
        converter.representative_dataset = calibration
        converter.target_spec.supported_ops = [tf.lite.OpsSet.TFLITE_BUILTINS_INT8]
        io = tf.uint8 if form == "int8_uint8" else tf.int8
        converter.inference_input_type = converter.inference_output_type = io
    if form == "int16x8":
        converter.representative_dataset = calibration
        converter.target_spec.supported_ops = [
            tf.lite.OpsSet.EXPERIMENTAL_TFLITE_BUILTINS_ACTIVATIONS_INT16_WEIGHTS_INT8]
    return converter.convert()


def description(content):
    interpreter = tf.lite.Interpreter(
        model_content=content,
        experimental_op_resolver_type=tf.lite.experimental.OpResolverType.BUILTIN_REF)
    interpreter.allocate_tensors()
    tensors = {}
    for detail in interpreter.get_tensor_details():
        quantization = detail["quantization_parameters"]
        tensors[detail["index"]] = {
            "name": detail["name"],
            "type": np.dtype(detail["dtype"]).name,
            "shape": [int(size) for size in detail["shape"]],
            "scale": [float(f"{scale:.9g}") for scale in quantization["scales"]],
            "zero_point": [int(zero) for zero in quantization["zero_points"]],
            "quantized_dimension": int(quantization["quantized_dimension"]),
        }
    operators = []
    for op in interpreter._get_ops_details():
        operators.append({"op": op["op_name"], "inputs": [tensors[i] for i in op["inputs"] if i >= 0],
                          "outputs": [tensors[i] for i in op["outputs"]]})
    source = interpreter.get_input_details()[0]
    result = {"operators": operators}
    if source["dtype"] == np.float32:
        interpreter.set_tensor(source["index"], pixels(source["shape"]))
        interpreter.invoke()
        output = interpreter.get_tensor(interpreter.get_output_details()[0]["index"])
        result["output"] = [float(f"{v:.8g}") for v in output.ravel()]
    return result


def main():
    oracle = {"tensorflow": tf.__version__}
    files = [("mixed", mixed_model(), form)
             for form in ("float32", "dynamic", "float16", "int8", "int8_uint8", "int16x8")]
    files += [("flatten", flatten_model(), "float32"), ("unknown", unknown_model(), "float32")]
    for name, model, form in files:
        randomise(model, seed=11)
        content = convert(model, form)
        path = FOLDER / f"{name}_{form}.tflite"
        path.write_bytes(content)
        if name != "unknown":
            oracle[path.name] = description(content)
    (FOLDER / "tflite_oracle.json").write_text(json.dumps(oracle, separators=(",", ":")) + "\n")


main()

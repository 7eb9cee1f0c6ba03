"""Makes the tiny classifier the runtime tests load: a SavedModel, its float32 and int8 .tflite files and, as oracle, the
scores NumPy computes in double precision. Run in an environment with TensorFlow:  python make_tiny_models.py"""

import json
import os
import pathlib
import shutil

os.environ["CUDA_VISIBLE_DEVICES"] = "-1"

import numpy as np
import tensorflow as tf

HERE = pathlib.Path(__file__).parent
SIDE, CHANNELS, FILTERS, CLASSES = 6, 3, 4, 3
draw = np.random.default_rng(20)
KERNEL = draw.normal(0, 0.5, (3, 3, CHANNELS, FILTERS)).astype(np.float32)
BIAS = draw.normal(0, 0.2, FILTERS).astype(np.float32)
DENSE = draw.normal(0, 1.5, (FILTERS, CLASSES)).astype(np.float32)
IMAGES = draw.random((4, SIDE, SIDE, CHANNELS), dtype=np.float32).round(3)


def scores_by_hand(image):
    padded = np.zeros((SIDE + 2, SIDE + 2, CHANNELS))
    padded[1:-1, 1:-1] = image
    total = np.zeros(FILTERS)
    for row in range(SIDE):
        for column in range(SIDE):
            patch = padded[row : row + 3, column : column + 3]
            total += np.maximum(0, np.einsum("hwc,hwcf->f", patch, KERNEL.astype(np.float64)) + BIAS)
    logits = total / SIDE**2 @ DENSE.astype(np.float64)
    powers = np.exp(logits - logits.max())
    return powers / powers.sum()


class Tiny(tf.Module):
    def __init__(self):
        super().__init__()
        self.kernel, self.bias, self.dense = tf.Variable(KERNEL), tf.Variable(BIAS), tf.Variable(DENSE)

    @tf.function(input_signature=[tf.TensorSpec((None, SIDE, SIDE, CHANNELS), tf.float32, name="image")])
    def serve(self, image):
        hidden = tf.nn.relu(tf.nn.conv2d(image, self.kernel, 1, "SAME") + self.bias)
        return {"scores": tf.nn.softmax(tf.reduce_mean(hidden, (1, 2)) @ self.dense)}


module = Tiny()
shutil.rmtree(HERE / "tiny_savedmodel", ignore_errors=True)
tf.saved_model.save(module, str(HERE / "tiny_savedmodel"), signatures={"serving_default": module.serve},
                    options=tf.saved_model.SaveOptions(save_debug_info=False))


def converter():
    return tf.lite.TFLiteConverter.from_saved_model(str(HERE / "tiny_savedmodel"))


(HERE / "tiny_float32.tflite").write_bytes(converter().convert())
integer = converter()
integer.optimizations = [tf.lite.Optimize.DEFAULT]
integer.representative_dataset = lambda: ([image[None]] for image in IMAGES)
integer.target_spec.supported_ops = [tf.lite.OpsSet.TFLITE_BUILTINS_INT8]
integer.inference_input_type = integer.inference_output_type = tf.uint8
(HERE / "tiny_int8.tflite").write_bytes(integer.convert())
oracle = {"images": [[round(float(v), 3) for v in image.ravel()] for image in IMAGES],
          "scores": [[float(v) for v in scores_by_hand(image)] for image in IMAGES]}
(HERE / "tiny_oracle.json").write_text(json.dumps(oracle) + "\n")

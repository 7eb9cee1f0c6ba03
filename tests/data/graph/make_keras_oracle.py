"""Runs Keras on weights written by wirebench and notes what it computes, and what its own weight files look like:
keras_oracle.json.

    python3 -m venv VENV && VENV/bin/pip install tensorflow-cpu==2.21.0
    cmake --build BUILD --target graph_oracle_weights && BUILD/tests/graph/graph_oracle_weights FOLDER
    VENV/bin/python tests/data/graph/make_keras_oracle.py FOLDER

The networks and the image are those of tests/graph/oracle_network.cpp. Nothing of wirebench runs here: the layer
order, the parameter counts, the preprocessing and the values are Keras' own.
"""

import json
import os
import pathlib
import sys
import tempfile

os.environ["CUDA_VISIBLE_DEVICES"] = ""
os.environ["TF_ENABLE_ONEDNN_OPTS"] = "0"

import h5py
import keras
import numpy as np

APPLICATIONS = keras.applications
# Constructor, pre-processing outside the network, image height and width, first convolution.
NETWORKS = {
    "resnet50v2": (APPLICATIONS.ResNet50V2, APPLICATIONS.resnet_v2.preprocess_input, (64, 96), "conv1_conv"),
    "densenet169": (APPLICATIONS.DenseNet169, APPLICATIONS.densenet.preprocess_input, (64, 96), "conv1_conv"),
    "inceptionv3": (APPLICATIONS.InceptionV3, APPLICATIONS.inception_v3.preprocess_input, (75, 96), "conv2d"),
    "efficientnetv2b0": (
        APPLICATIONS.EfficientNetV2B0,
        APPLICATIONS.efficientnet_v2.preprocess_input,
        (64, 96),
        "stem_conv",
    ),
}


def floats(values):
    return [float(f"{v:.8g}") for v in np.asarray(values).ravel()]


def saved_shapes(model):
    """{group: [shape of each variable]} of a file Keras writes itself."""
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "saved.weights.h5")
        model.save_weights(path)
        with h5py.File(path) as file:
            groups = {name: group["vars"] for name, group in file["layers"].items()}
            return {name: [list(v[str(i)].shape) for i in range(len(v))] for name, v in groups.items() if len(v)}


def main(folder):
    oracle = {"keras": keras.__version__}
    for name, (make, preprocess, (height, width), first_layer) in NETWORKS.items():
        y, x, c = np.meshgrid(np.arange(height), np.arange(width), np.arange(3), indexing="ij")
        pixels = ((31 * y + 17 * x + 101 * c + x * y) % 256).astype(np.float32)
        keras.backend.clear_session()  # layers without a name are numbered from 0 again
        # Loading is strict: a missing group or a wrong shape raises.
        model = make(weights=str(folder / f"{name}.weights.h5"), classes=3, input_shape=(height, width, 3))
        image = preprocess(pixels.copy()[None])
        probe = keras.Model(model.input, [model.get_layer(first_layer).output, model.get_layer("avg_pool").output])
        first, pooled = probe.predict(image, verbose=0)
        oracle[name] = {
            "parameters": model.count_params(),
            "layers": [[layer.__class__.__name__, layer.name] for layer in model.layers],
            "saved_shapes": saved_shapes(model),
            "image_start": floats(image[0, 0, :2]),
            "first_layer": first_layer,
            "first_10_20": floats(first[0, 10, 20]),
            "first_columns": first.shape[2],
            "avg_pool": floats(pooled[0, :64]),
            "scores": floats(model.predict(image, verbose=0)),
        }
    path = pathlib.Path(__file__).with_name("keras_oracle.json")
    path.write_text(json.dumps(oracle, separators=(",", ":")) + "\n")


main(pathlib.Path(sys.argv[1]))

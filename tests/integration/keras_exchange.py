"""Keras' side of keras_exchange_test.cpp: loads weights wirebench wrote, and saves weights of its own.

    python keras_exchange.py NETWORK FOLDER HEIGHT WIDTH

reads   FOLDER/ours.weights.h5 and FOLDER/images.f32 (preprocessed, [N, HEIGHT, WIDTH, 3]),
writes  FOLDER/ours.f32 (scores with our weights), FOLDER/theirs.f32 (scores with weights drawn here),
        FOLDER/theirs.weights.h5, FOLDER/theirs.keras, FOLDER/facts.json.
"""

import json
import os
import pathlib
import sys

os.environ["CUDA_VISIBLE_DEVICES"] = ""
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"

import keras
import numpy as np

APPLICATIONS = {
    "resnet50v2": keras.applications.ResNet50V2,
    "densenet169": keras.applications.DenseNet169,
    "inceptionv3": keras.applications.InceptionV3,
    "efficientnetv2b0": keras.applications.EfficientNetV2B0,
}


def main(network, folder, height, width):
    folder = pathlib.Path(folder)
    shape = (int(height), int(width), 3)
    images = np.fromfile(folder / "images.f32", np.float32).reshape(-1, *shape)
    # Strict: a missing group or a wrong shape raises.
    model = APPLICATIONS[network](weights=str(folder / "ours.weights.h5"), classes=3, input_shape=shape)
    model.predict(images, verbose=0).astype(np.float32).tofile(folder / "ours.f32")

    rng = np.random.default_rng(4)
    for layer in model.layers:
        for weight in layer.weights:
            if weight.name in ("bias", "beta", "moving_mean"):
                weight.assign(rng.normal(0.0, 0.2, weight.shape))
            elif weight.name in ("gamma", "moving_variance"):
                weight.assign(rng.uniform(0.6, 1.4, weight.shape))
            else:
                fan_in = np.prod(weight.shape[:-1])
                weight.assign(rng.normal(0.0, 1.0 / np.sqrt(fan_in), weight.shape))
    model.predict(images, verbose=0).astype(np.float32).tofile(folder / "theirs.f32")
    model.save_weights(folder / "theirs.weights.h5")
    model.save(folder / "theirs.keras")
    facts = {"keras": keras.__version__, "parameters": model.count_params()}
    (folder / "facts.json").write_text(json.dumps(facts))


main(*sys.argv[1:])

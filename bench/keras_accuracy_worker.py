"""Keras' half of training_accuracy.py: trains one of keras.applications' networks on the images of a wirebench dataset.

Prints one line of JSON behind RESULT: balanced accuracy on the validation split after the last epoch, the counts
[true class][predicted class], and seconds. The recipe is that of wirebench's trainer (docs/components/training.md).
"""

import argparse
import json
import math
import os
import time

import h5py
import numpy as np

RESULT = "accuracy-result "


def parse():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dataset", required=True)
    parser.add_argument("--network", required=True)
    parser.add_argument("--epochs", type=int, required=True)
    parser.add_argument("--batch", type=int, required=True)
    parser.add_argument("--learning-rate", type=float, required=True)
    parser.add_argument("--weight-decay", type=float, required=True)
    parser.add_argument("--warmup-epochs", type=float, required=True)
    parser.add_argument("--final-fraction", type=float, required=True)
    parser.add_argument("--batch-norm-momentum", type=float, required=True)
    parser.add_argument("--precision", choices=["float32", "bfloat16"], required=True)
    parser.add_argument("--threads", type=int, required=True)
    parser.add_argument("--seed", type=int, required=True)
    return parser.parse_args()


def read_split(path, name):
    """Images [N, H, W, C] as they are stored (whole numbers of 0 to 255), and their classes."""
    with h5py.File(path) as file:
        names = [entry.decode() for entry in file.attrs["split_names"]]
        events = file["events"][:]
        chosen = np.flatnonzero(events["split"] == names.index(name))
        stored = file["images"]
        if stored.dtype != np.uint8 or stored.attrs["layout"] != b"NCHW":
            raise SystemExit(f"{path}: images of uint8 in the layout NCHW are needed")
        images = np.stack([stored[int(i)] for i in chosen]).transpose(0, 2, 3, 1)
        return np.ascontiguousarray(images), events["label"][chosen].astype("int32")


def preprocessed(network, images):
    """As keras.applications asks for it. EfficientNetV2 does it in the network."""
    import keras

    modules = {
        "resnet50v2": keras.applications.resnet_v2,
        "densenet169": keras.applications.densenet,
        "inceptionv3": keras.applications.inception_v3,
        "efficientnetv2b0": keras.applications.efficientnet_v2,
    }
    return modules[network].preprocess_input(images.astype("float32"))


def make_model(arguments, shape, classes, precision):
    import keras

    makers = {
        "resnet50v2": keras.applications.ResNet50V2,
        "densenet169": keras.applications.DenseNet169,
        "inceptionv3": keras.applications.InceptionV3,
        "efficientnetv2b0": keras.applications.EfficientNetV2B0,
    }
    keras.mixed_precision.set_global_policy("mixed_bfloat16" if precision == "bfloat16" else "float32")
    model = makers[arguments.network](weights=None, input_shape=shape, classes=classes, classifier_activation=None)
    model.layers[-1].dtype_policy = "float32"  # the scores
    for layer in model.layers:
        if isinstance(layer, keras.layers.BatchNormalization):
            layer.momentum = arguments.batch_norm_momentum
    return model


def make_batches(network, images, labels, size, seed):
    """The images in a new order every epoch. Like wirebench's, the last batch is what is left, if more than one."""
    import keras

    class Batches(keras.utils.PyDataset):
        def __init__(self):
            super().__init__()
            self._random = np.random.default_rng(seed)
            self._order = self._random.permutation(len(images))

        def __len__(self):
            left = len(images) % size
            return len(images) // size + (left > 1)

        def __getitem__(self, index):
            chosen = self._order[index * size : (index + 1) * size]
            return preprocessed(network, images[chosen]), labels[chosen]

        def on_epoch_end(self):
            self._order = self._random.permutation(len(images))

    return Batches()


def make_schedule(arguments, steps_per_epoch):
    """Linear warm-up, then half a cosine; the rate of a step is that at its middle."""
    import keras
    from keras import ops

    class Schedule(keras.optimizers.schedules.LearningRateSchedule):
        def __call__(self, step):
            progress = (ops.cast(step, "float32") + 0.5) / steps_per_epoch
            warmup = arguments.warmup_epochs
            done = (progress - warmup) / max(arguments.epochs - warmup, 1e-9)
            fall = 0.5 * (1.0 + ops.cos(math.pi * done))
            factor = arguments.final_fraction + (1.0 - arguments.final_fraction) * fall
            return arguments.learning_rate * ops.where(progress < warmup, progress / max(warmup, 1e-9), factor)

        def get_config(self):
            return {}

    return Schedule()


def train(arguments):
    import keras
    import tensorflow as tf

    tf.config.threading.set_intra_op_parallelism_threads(arguments.threads)
    tf.config.threading.set_inter_op_parallelism_threads(1)
    keras.utils.set_random_seed(arguments.seed)
    images, labels = read_split(arguments.dataset, "training")
    classes = int(labels.max()) + 1
    model = make_model(arguments, images.shape[1:], classes, arguments.precision)
    batches = make_batches(arguments.network, images, labels, arguments.batch, arguments.seed)
    optimizer = keras.optimizers.AdamW(make_schedule(arguments, len(batches)), weight_decay=arguments.weight_decay)
    optimizer.exclude_from_weight_decay([v for v in model.trainable_variables if not v.path.endswith("kernel")])
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(optimizer=optimizer, loss=loss, metrics=["accuracy"], jit_compile=False)
    start = time.perf_counter()
    history = model.fit(batches, epochs=arguments.epochs, shuffle=False, verbose=0).history
    seconds = time.perf_counter() - start
    # Judged in float32, as wirebench's trainer does.
    judge = make_model(arguments, images.shape[1:], classes, "float32")
    judge.set_weights(model.get_weights())
    images, labels = read_split(arguments.dataset, "validation")
    counts = np.zeros((classes, classes), int)
    for first in range(0, len(images), 50):
        scores = judge.predict_on_batch(preprocessed(arguments.network, images[first : first + 50]))
        np.add.at(counts, (labels[first : first + 50], scores.argmax(axis=1)), 1)
    return {
        "balanced_accuracy": float(np.mean(np.diag(counts) / counts.sum(axis=1))),
        "confusion": counts.tolist(),
        "training_loss": history["loss"],
        "training_accuracy": history["accuracy"],
        "seconds": seconds,
    }


def main():
    arguments = parse()
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    print(RESULT + json.dumps(train(arguments)), flush=True)


if __name__ == "__main__":
    main()

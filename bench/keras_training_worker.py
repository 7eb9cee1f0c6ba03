"""Keras' half of training_speed.py: trains one of keras.applications' networks on random images when told to.

Same commands on standard input as training_worker: "run N" makes N steps and answers with the seconds they took.
"""

import argparse
import os
import sys
import time


def parse():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--network", default="resnet50v2")
    parser.add_argument("--size", type=int, default=224)
    parser.add_argument("--batch", type=int, default=32)
    parser.add_argument("--precision", choices=["float32", "bfloat16"], default="float32")
    parser.add_argument("--threads", type=int, default=0)
    return parser.parse_args()


def make_step(arguments):
    """A compiled training step that returns its loss: AdamW with the sparse cross entropy of the scores."""
    import keras
    import numpy as np
    import tensorflow as tf

    tf.config.threading.set_intra_op_parallelism_threads(arguments.threads)
    tf.config.threading.set_inter_op_parallelism_threads(1)
    keras.utils.set_random_seed(1)
    if arguments.precision == "bfloat16":
        keras.mixed_precision.set_global_policy("mixed_bfloat16")
    makers = {
        "resnet50v2": keras.applications.ResNet50V2,
        "densenet169": keras.applications.DenseNet169,
        "inceptionv3": keras.applications.InceptionV3,
        "efficientnetv2b0": keras.applications.EfficientNetV2B0,
    }
    base = makers[arguments.network](
        include_top=False, weights=None, pooling="avg", input_shape=(arguments.size, arguments.size, 3)
    )
    scores = keras.layers.Dense(3, dtype="float32")(base.output)
    model = keras.Model(base.input, scores)
    model.compile(
        optimizer=keras.optimizers.AdamW(1e-4, weight_decay=0.0),
        loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        jit_compile=False,
    )
    random = np.random.default_rng(1)
    images = random.integers(0, 256, (arguments.batch, arguments.size, arguments.size, 3)).astype("float32")
    # The networks' own preprocessing, once and before the clock: wirebench does it in every step.
    images = images / 127.5 - 1.0
    labels = np.arange(arguments.batch) % 3
    batches = tf.data.Dataset.from_tensors((images, labels)).cache().repeat()

    def run(steps):
        model.fit(batches, steps_per_epoch=steps, epochs=1, verbose=0)

    return run


def main():
    arguments = parse()
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # what libraries print must not mix with the answers
    run = make_step(arguments)
    print("ready", file=answers, flush=True)
    for line in sys.stdin:
        verb, steps = line.split()
        if verb != "run":
            sys.exit(f"not understood: {line}")
        start = time.perf_counter()
        run(int(steps))
        print(f"{time.perf_counter() - start:.6f}", file=answers, flush=True)


if __name__ == "__main__":
    main()

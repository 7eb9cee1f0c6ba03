"""Writes keras_oracle.h5: what Keras computes for a small network with every kind of operator the trainer has.

Run by hand:  python tests/data/train/make_keras_oracle.py   (tensorflow-cpu 2.21.0, keras 3.15.1, h5py)

Kernels are stored in the layout of wirebench's graphs: convolutions [out, h, w, in], depthwise [1, h, w, channels],
dense [out, in]. Each optimiser trains the same start weights for three steps on the same batch.
"""
import os

os.environ["TF_ENABLE_ONEDNN_OPTS"] = "0"
import h5py
import keras
import numpy as np
import tensorflow as tf

keras.utils.set_random_seed(7)
L = keras.layers


def batch_norm(name, momentum):
    return L.BatchNormalization(epsilon=1.001e-5, momentum=momentum, name=name)


image = keras.Input((10, 8, 3))
r1 = L.Conv2D(4, 3, strides=2, padding="same", use_bias=False, name="c1")(image)  # odd cell after: 10 -> 5, 8 -> 4
r1 = L.ReLU(name="r1")(batch_norm("b1", 0.9)(r1))
c2 = L.Conv2D(4, 3, name="c2")(L.ZeroPadding2D(1, name="z2")(r1))
a2 = L.Add(name="a2")([r1, c2])
d3 = L.DepthwiseConv2D(3, padding="same", depth_multiplier=2, name="d3")(a2)
k3 = L.Concatenate(name="k3")([a2, d3])
r4 = L.ReLU(name="r4")(batch_norm("b4", 0.8)(k3))
c4 = L.Conv2D(3, 1, use_bias=False, name="c4")(r4)
k4 = L.Concatenate(name="k4")([k3, c4])
m5 = L.MaxPooling2D(3, strides=2, padding="same", name="m5")(k4)
p5 = L.AveragePooling2D(2, strides=2, padding="same", name="p5")(k4)
a5 = L.Add(name="a5")([m5, p5])
logits = L.Dense(3, name="f6")(L.GlobalAveragePooling2D(name="g6")(a5))
model = keras.Model(image, logits)

rng = np.random.default_rng(11)
for layer in model.layers:  # biases and normalisation parameters that are not at their trivial start values
    for w in layer.weights:
        if w.name in ("bias", "beta", "moving_mean"):
            w.assign(rng.normal(0.0, 0.3, w.shape))
        if w.name in ("gamma", "moving_variance"):
            w.assign(rng.uniform(0.5, 1.5, w.shape))


def graph_layout(layer, name, value):
    if name != "kernel":
        return value
    if isinstance(layer, L.DepthwiseConv2D):  # [h, w, in, multiplier]
        return value.reshape(1, *value.shape[:2], -1)
    return value.transpose(3, 0, 1, 2) if value.ndim == 4 else value.T


def save_weights(group):
    for layer in model.layers:
        for w in layer.weights:
            value = graph_layout(layer, w.name, w.numpy())
            group.create_dataset(f"{layer.name}_{w.name}", data=value.astype("f4"))


images = rng.normal(0.0, 1.0, (4, 10, 8, 3)).astype("f4")
labels = np.array([0, 2, 1, 2])
start = [w.numpy() for w in model.weights]
loss_function = keras.losses.CategoricalCrossentropy(from_logits=True, label_smoothing=0.1)


def train(optimizer, out):
    for w, v in zip(model.weights, start):
        w.assign(v)
    optimizer.build(model.trainable_variables)
    losses = []
    for step in range(3):
        with tf.GradientTape() as tape:
            y = model(images, training=True)
            loss = loss_function(keras.utils.to_categorical(labels, 3), y)
        if step == 0:
            out.create_dataset("first_logits", data=y.numpy())
        losses.append(float(loss))
        optimizer.apply(tape.gradient(loss, model.trainable_variables), model.trainable_variables)
    out.create_dataset("losses", data=np.array(losses))
    save_weights(out)
    out.create_dataset("scores", data=keras.ops.softmax(model(images, training=False)).numpy())


with h5py.File(os.path.join(os.path.dirname(__file__), "keras_oracle.h5"), "w") as f:
    f.attrs["source"] = f"keras {keras.__version__}, tensorflow {tf.__version__}"
    f.create_dataset("images", data=images)
    f.create_dataset("labels", data=labels)
    save_weights(f.create_group("start"))
    train(keras.optimizers.SGD(0.05, momentum=0.9), f.create_group("sgd"))
    train(keras.optimizers.Adam(0.01), f.create_group("adam"))
    adamw = keras.optimizers.AdamW(0.01, weight_decay=0.1)
    adamw.exclude_from_weight_decay(var_names=["bias", "gamma", "beta"])
    train(adamw, f.create_group("adamw"))
    # A limit below the gradient's norm, so that clipping acts.
    train(keras.optimizers.SGD(0.05, momentum=0.9, global_clipnorm=0.5), f.create_group("clipped"))

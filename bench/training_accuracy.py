#!/usr/bin/env python3
"""Balanced accuracy of networks trained by wirebench beside the same trained by Keras, over several seeds.

    bench/training_accuracy.py build/release/bin/wirebench --dataset F.h5 [--network resnet50v2] [--seeds 1 2 3]
        [--epochs 5] [--batch 32] [--threads 1] [--out DIR] [--keras-python PATH] [--json F.json]

Same images and classes, network, epochs, batch size, AdamW, schedule, weight decay (kernels only), momentum of batch
normalisation and precision; no augmentation. The initial weights are drawn by each program's own form of the network's
initialisers, and the order of the images is each one's own: a seed is another training, not the same in both. Judged on
the validation split after the last epoch, in float32; nothing is chosen by it. --keras-python: the interpreter of the
environment that `wirebench runtimes install tensorflow` makes. --out keeps wirebench's folders; an interrupted run goes on
there.
"""

import argparse
import json
import math
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

RESULT = "accuracy-result "


def parse():
    default_python = pathlib.Path.home() / ".local/share/wirebench/environments/tensorflow/bin/python"
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("wirebench", help="the program wirebench")
    parser.add_argument("--dataset", required=True, help="images with a training and a validation split")
    parser.add_argument("--network", default="resnet50v2")
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3])
    parser.add_argument("--epochs", type=int, default=5)
    parser.add_argument("--batch", type=int, default=32)
    parser.add_argument("--learning-rate", type=float, default=1e-3)
    parser.add_argument("--weight-decay", type=float, default=0.05)
    parser.add_argument("--warmup-epochs", type=float, default=1.0)
    parser.add_argument("--final-fraction", type=float, default=0.01)
    parser.add_argument("--batch-norm-momentum", type=float, default=0.9, help="in both (Keras' own 0.99 is too slow)")
    parser.add_argument("--precision", choices=["float32", "bfloat16"], default="bfloat16")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--out", help="folder for wirebench's trainings; default: a temporary one")
    parser.add_argument("--keras-python", default=str(default_python))
    parser.add_argument("--json", help="file for all results; written after each training")
    arguments = parser.parse_args()
    if len(set(arguments.seeds)) < len(arguments.seeds):
        parser.error("a seed stands there twice")
    return arguments


def run(name, command):
    """What the command printed."""
    environment = dict(os.environ, OMP_WAIT_POLICY="passive", TF_CPP_MIN_LOG_LEVEL="2")
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    if done.returncode != 0:
        raise SystemExit(f"{name} ended with exit code {done.returncode}:\n{done.stderr[-2000:]}")
    return done.stdout


def train_wirebench(arguments, seed, folder):
    options = {
        "epochs": arguments.epochs,
        "batch_size": arguments.batch,
        "optimizer": "adamw",
        "learning_rate": arguments.learning_rate,
        "weight_decay": arguments.weight_decay,
        "schedule": "cosine",
        "warmup_epochs": arguments.warmup_epochs,
        "final_fraction": arguments.final_fraction,
        "batch_norm_momentum": arguments.batch_norm_momentum,
        "precision": arguments.precision,
        "flip": "none",
        "device": "cpu",
        "threads": arguments.threads,
        "seed": seed,
    }
    command = [arguments.wirebench, "train", "--dataset", arguments.dataset, "--network", arguments.network]
    command += ["--out", str(folder)]
    for key, value in options.items():
        command += ["--set", f"training.{key}={value}"]
    start = time.perf_counter()
    run("wirebench train", command)
    confusion = json.loads((folder / "confusion.json").read_text())
    return {"balanced_accuracy": confusion["balanced_accuracy"], "seconds": time.perf_counter() - start}


def train_keras(arguments, seed):
    command = [arguments.keras_python, str(pathlib.Path(__file__).with_name("keras_accuracy_worker.py"))]
    for key in ["dataset", "network", "epochs", "batch", "learning_rate", "weight_decay", "warmup_epochs"]:
        command += ["--" + key.replace("_", "-"), str(getattr(arguments, key))]
    for key in ["final_fraction", "batch_norm_momentum", "precision", "threads"]:
        command += ["--" + key.replace("_", "-"), str(getattr(arguments, key))]
    output = run("Keras", [*command, "--seed", str(seed)])
    lines = [line for line in output.splitlines() if line.startswith(RESULT)]
    if not lines:
        raise SystemExit("Keras gave no result")
    return json.loads(lines[-1][len(RESULT) :])


def mean_and_error(values):
    """Mean, and its standard error by the scatter of the seeds (nan for one seed)."""
    error = statistics.stdev(values) / math.sqrt(len(values)) if len(values) > 1 else math.nan
    return statistics.mean(values), error


def table(pairs):
    lines = [f"{'seed':>12} {'wirebench':>10} {'keras':>10} {'difference':>11}"]
    for pair in pairs:
        ours, theirs = pair["wirebench"]["balanced_accuracy"], pair["keras"]["balanced_accuracy"]
        lines.append(f"{pair['seed']:12} {ours:10.4f} {theirs:10.4f} {ours - theirs:+11.4f}")
    ours, our_error = mean_and_error([pair["wirebench"]["balanced_accuracy"] for pair in pairs])
    theirs, their_error = mean_and_error([pair["keras"]["balanced_accuracy"] for pair in pairs])
    lines.append(f"{'mean':>12} {ours:10.4f} {theirs:10.4f} {ours - theirs:+11.4f}")
    # The seeds of the two are not paired: each draws its own weights.
    error = math.hypot(our_error, their_error)
    lines.append(f"{'std. error':>12} {our_error:10.4f} {their_error:10.4f} {error:11.4f}")
    return "\n".join(lines)


def train_all(arguments, folder):
    pairs = []
    for seed in arguments.seeds:
        ours = train_wirebench(arguments, seed, folder / f"{arguments.network}-{seed}")
        print(f"seed {seed}: wirebench {ours['balanced_accuracy']:.4f}, {ours['seconds']:.0f} s", file=sys.stderr)
        theirs = train_keras(arguments, seed)
        print(f"seed {seed}: keras {theirs['balanced_accuracy']:.4f}, {theirs['seconds']:.0f} s", file=sys.stderr)
        pairs.append({"seed": seed, "wirebench": ours, "keras": theirs})
        if arguments.json:
            recipe = {k: v for k, v in vars(arguments).items() if k not in ("wirebench", "keras_python", "json", "out")}
            pathlib.Path(arguments.json).write_text(json.dumps({"recipe": recipe, "trainings": pairs}, indent=1))
    return pairs


def main():
    arguments = parse()
    if arguments.out:
        pathlib.Path(arguments.out).mkdir(parents=True, exist_ok=True)
        pairs = train_all(arguments, pathlib.Path(arguments.out))
    else:
        with tempfile.TemporaryDirectory() as folder:
            pairs = train_all(arguments, pathlib.Path(folder))
    print(f"{arguments.network}, {arguments.epochs} epochs, batch {arguments.batch}, {arguments.precision};")
    print("balanced accuracy on the validation split after the last epoch:")
    print(table(pairs))


if __name__ == "__main__":
    main()

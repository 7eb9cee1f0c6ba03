#!/usr/bin/env python3
"""Images per second of training, wirebench beside Keras, in float32 and bfloat16, interleaved in one run.

    bench/training_speed.py build/release/bench/training_worker [--network resnet50v2] [--size 224] [--batch 32]
        [--threads 2] [--rounds 5] [--steps 3] [--keras-python PATH] [--without-keras] [--json F.json]

Four processes live side by side and work one at a time, in turn, every round: what else the machine does falls on all of
them alike. The first round (memory, code generation, Keras' tracing) is not counted. --keras-python: the interpreter of
the environment that `wirebench runtimes install tensorflow` makes. Run it on a quiet machine.
"""

import argparse
import json
import os
import pathlib
import statistics
import subprocess
import sys


class Worker:
    """A process that makes training steps when told to."""

    def __init__(self, name, command):
        self.name = name
        self.rates = []
        environment = dict(os.environ, OMP_WAIT_POLICY="passive")  # idle threads must not take the others' time
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment
        )
        if self._answer() != "ready":
            raise SystemExit(f"{name}: the worker did not start")

    def _answer(self):
        line = self._process.stdout.readline()
        if not line:
            raise SystemExit(f"{self.name}: the worker ended (exit code {self._process.wait()})")
        return line.strip()

    def seconds(self, steps):
        self._process.stdin.write(f"run {steps}\n")
        self._process.stdin.flush()
        return float(self._answer())

    def close(self):
        self._process.stdin.close()
        self._process.wait()


def parse():
    default_python = pathlib.Path.home() / ".local/share/wirebench/environments/tensorflow/bin/python"
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("worker", help="the program training_worker")
    parser.add_argument("--network", default="resnet50v2")
    parser.add_argument("--size", type=int, default=224)
    parser.add_argument("--batch", type=int, default=32)
    parser.add_argument("--threads", type=int, default=len(os.sched_getaffinity(0)))
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--steps", type=int, default=3, help="training steps of one process a round")
    parser.add_argument("--keras-python", default=str(default_python))
    parser.add_argument("--without-keras", action="store_true")
    parser.add_argument("--json", help="file for all rates")
    arguments = parser.parse_args()
    if arguments.rounds < 1 or arguments.steps < 1:
        parser.error("--rounds and --steps are at least 1")
    return arguments


def start_workers(arguments):
    common = ["--network", arguments.network, "--size", str(arguments.size), "--batch", str(arguments.batch)]
    common += ["--threads", str(arguments.threads)]
    keras = [arguments.keras_python, str(pathlib.Path(__file__).with_name("keras_training_worker.py"))]
    workers = []
    for precision in ["float32", "bfloat16"]:
        workers.append(Worker(f"wirebench {precision}", [arguments.worker, *common, "--precision", precision]))
        if not arguments.without_keras:
            workers.append(Worker(f"keras {precision}", [*keras, *common, "--precision", precision]))
    return workers


def main():
    arguments = parse()
    workers = start_workers(arguments)
    for worker in workers:
        worker.seconds(1)
    for number in range(arguments.rounds):
        for worker in workers:
            worker.rates.append(arguments.steps * arguments.batch / worker.seconds(arguments.steps))
        print(f"round {number + 1}: " + ", ".join(f"{w.name} {w.rates[-1]:.2f}" for w in workers), file=sys.stderr)
    medians = {worker.name: statistics.median(worker.rates) for worker in workers}
    print(f"{arguments.network}, {arguments.size}x{arguments.size}, batch {arguments.batch}, {arguments.threads} threads,")
    print(f"{arguments.rounds} rounds of {arguments.steps} steps; images/s:")
    print(f"{'':20} {'median':>8} {'least':>8} {'most':>8}")
    for worker in workers:
        print(f"{worker.name:20} {medians[worker.name]:8.2f} {min(worker.rates):8.2f} {max(worker.rates):8.2f}")
    for ours, theirs in [("float32", "float32"), ("bfloat16", "bfloat16"), ("bfloat16", "float32")]:
        if f"keras {theirs}" not in medians:
            continue
        # Round by round, so that a slow moment of the machine falls on both.
        a = next(w for w in workers if w.name == f"wirebench {ours}").rates
        b = next(w for w in workers if w.name == f"keras {theirs}").rates
        ratio = statistics.median(x / y for x, y in zip(a, b))
        print(f"wirebench {ours} / keras {theirs}: {ratio:.2f}")
    if arguments.json:
        pathlib.Path(arguments.json).write_text(json.dumps({w.name: w.rates for w in workers}, indent=1))
    for worker in workers:
        worker.close()


if __name__ == "__main__":
    main()

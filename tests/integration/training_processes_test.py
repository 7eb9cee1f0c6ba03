#!/usr/bin/env python3
"""Trainings shared by several processes: the result of one, one message for a mistake, going on with another number.

usage: training_processes_test.py WIREBENCH MPIRUN|none
"""
import csv
import os
import pathlib
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import unittest

WIREBENCH, MPIRUN = sys.argv[1], sys.argv[2]
# Of Open MPI: containers run tests as root on few cores.
ENVIRONMENT = {"OMPI_ALLOW_RUN_AS_ROOT": "1", "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1",
               "OMPI_MCA_rmaps_base_oversubscribe": "1", "OMPI_MCA_plm_rsh_agent": "", "OMP_WAIT_POLICY": "passive"}
# float32, whose sums depend on the division into processes in the last digits only, and steps so small that these digits do
# not grow: a deep network on random weights multiplies them by some ten each step. Larger steps are in learner_test.cpp.
OPTIONS = ["epochs=2", "batch_size=10", "precision=float32", "device=cpu", "threads=1", "optimizer=sgd",
           "learning_rate=1e-6", "flip=none"]


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


class TrainingProcesses(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(tempfile.mkdtemp(prefix="wirebench-training-"))
        cls.addClassCleanup(shutil.rmtree, cls.folder, ignore_errors=True)
        cls.images = cls.folder / "images.h5"
        # 36 images for training: the last batch of ten has six.
        subprocess.run([WIREBENCH, "simulate", "--events", "48", "--validation", "0.25", "--test", "0", "--set",
                        "image.size=32", "--set", "image.pixel_mm=70", "--threads", "2", "--out", cls.images, "-q"],
                       check=True, timeout=240)

    def command(self, out, *sets):
        command = [WIREBENCH, "train", "--dataset", self.images, "--network", "resnet50v2", "--width", "0.125", "--out",
                   self.folder / out]
        for one in [*OPTIONS, *sets]:
            key, value = one.split("=")
            command += ["--set", f"training.{key}={value if value[0].isdigit() else repr(value)}"]
        return [str(part) for part in command]

    def start(self, command, **variables):
        return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                                env={**os.environ, **ENVIRONMENT, **variables})

    def together(self, count, out, *sets):
        """As torchrun starts processes: (exit code, stdout, stderr) of each."""
        port = str(free_port())
        processes = [self.start(self.command(out, *sets), RANK=str(rank), WORLD_SIZE=str(count), LOCAL_RANK=str(rank),
                                MASTER_ADDR="127.0.0.1", MASTER_PORT=port) for rank in range(count)]
        results = []
        for process in processes:
            stdout, stderr = process.communicate(timeout=240)
            results.append((process.returncode, stdout, stderr))
        return results

    def alone(self, out, *sets):
        process = self.start(self.command(out, *sets))
        _, stderr = process.communicate(timeout=240)
        self.assertEqual(process.returncode, 0, stderr)

    def scores(self, out):
        with open(self.folder / out / "predictions.csv", encoding="utf-8") as file:
            rows = list(csv.reader(file))[1:]
        self.assertEqual(len(rows), 12)
        return [row[:2] for row in rows], [float(number) for row in rows for number in row[3:]]

    def expect_same(self, one, other):
        events, scores = self.scores(one)
        other_events, other_scores = self.scores(other)
        self.assertEqual(events, other_events)
        for a, b in zip(scores, other_scores):
            self.assertAlmostEqual(a, b, delta=2e-3)

    def test_two_processes_give_what_one_gives(self):
        self.alone("one")
        results = self.together(2, "two")
        self.assertEqual([result[0] for result in results], [0, 0], results)
        self.expect_same("one", "two")
        self.assertIn("weights.weights.h5", results[0][1])
        self.assertEqual(results[1][1:], ("", ""), "the first process speaks for all")
        # The moving statistics have moved: what is compared is a training.
        self.alone("still", "batch_norm_momentum=0.999999")
        self.assertGreater(max(abs(a - b) for a, b in zip(self.scores("one")[1], self.scores("still")[1])), 0.02)

    @unittest.skipIf(MPIRUN == "none", "built without MPI: no mpirun of the same kind")
    def test_under_mpirun(self):
        self.alone("one-m")
        process = self.start([MPIRUN, "-n", "2", *self.command("two-m")])
        _, stderr = process.communicate(timeout=240)
        self.assertEqual(process.returncode, 0, stderr)
        self.expect_same("one-m", "two-m")

    def test_goes_on_with_another_number_of_processes(self):
        # Killed after its first epoch, then finished by three processes.
        self.alone("whole")
        process = self.start(self.command("stopped"))
        deadline = time.monotonic() + 120
        while not (self.folder / "stopped" / "checkpoint.h5").exists() and time.monotonic() < deadline:
            time.sleep(0.02)
        process.kill()
        process.communicate(timeout=60)
        self.assertFalse((self.folder / "stopped" / "weights.weights.h5").exists())
        results = self.together(3, "stopped")
        self.assertEqual([result[0] for result in results], [0, 0, 0], results)
        self.assertIn("going on after epoch 1 of 2", results[0][2])
        self.expect_same("whole", "stopped")

    def test_a_mistake_ends_all_with_one_message(self):
        results = self.together(2, "mistake", "epochs=0")
        self.assertEqual([result[0] for result in results], [2, 2], results)
        self.assertIn("epochs", results[0][2])

    def test_a_process_that_dies_ends_the_others(self):
        port = str(free_port())
        place = {"WORLD_SIZE": "2", "MASTER_ADDR": "127.0.0.1", "MASTER_PORT": port, "LOCAL_RANK": "0"}
        command = self.command("killed", "epochs=2000")
        first = self.start(command, RANK="0", **place)
        second = self.start(command, RANK="1", **place)
        for line in first.stderr:
            if "epoch 1 of" in line:
                break
        second.kill()
        second.communicate(timeout=60)
        _, stderr = first.communicate(timeout=120)
        self.assertEqual(first.returncode, 1, stderr)
        self.assertIn("a process of the training is gone", stderr)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])

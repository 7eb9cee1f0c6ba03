#!/usr/bin/env python3
"""The command line as a user meets it: exit codes, one-paragraph errors, earlier results untouched.

usage: command_line_test.py WIREBENCH SOURCE_DIR
"""
import fcntl
import hashlib
import json
import os
import pathlib
import resource
import shutil
import subprocess
import sys
import tempfile
import unittest

WIREBENCH, SOURCE = sys.argv[1], pathlib.Path(sys.argv[2])
SAMPLE = SOURCE / "data/events_sample.h5"


def run(*arguments, limit=None, environment=None, timeout=120):
    """Runs wirebench; `limit` caps the size of any file it writes, as a full disk would."""

    def prepare():
        if limit is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    return subprocess.run([WIREBENCH, *map(str, arguments)], capture_output=True, text=True, timeout=timeout,
                          check=False, preexec_fn=prepare, env={**os.environ, **(environment or {})})


def tree(folder: pathlib.Path) -> dict:
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in sorted(folder.rglob("*")) if path.is_file()}


class CommandLine(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="wirebench-cli-"))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)

    def error(self, result, code, *parts):
        """One paragraph on standard error, nothing on standard output."""
        self.assertEqual(result.returncode, code, result.stderr)
        self.assertEqual(result.stdout, "")
        paragraph = [line for line in result.stderr.splitlines() if line.startswith("wirebench: ")]
        self.assertEqual(len(paragraph), 1, result.stderr)
        for part in parts:
            self.assertIn(part, paragraph[0])

    def simulate(self, source, out="images.h5", **options):
        return run("simulate", "--input", source, "--out", self.folder / out, "--events", "60", **options)

    def study(self, **changes):
        """A study file of this folder with some lines changed."""
        lines = {
            "input": f'[transport]\ninput = "{SAMPLE}"',
            "dataset": "[dataset]\ntraining = 30\nvalidation = 12",
            "network": '[[network]]\nname = "resnet50v2"',
            "target": '[[target]]\nname = "native:cpu"',
            "more": "",
        }
        lines.update(changes)
        path = self.folder / "study.toml"
        path.write_text("\n".join(lines.values()) + "\n")
        return path

    def worker(self, misdeed):
        """The environment in which the native worker is a program that does `misdeed`, and the file with a line for
        each of its starts."""
        starts, program = self.folder / "starts", self.folder / "worker"
        program.write_text("#!/usr/bin/env python3\nimport os, signal, socket, sys\n"
                           f"print('start', file=open({str(starts)!r}, 'a'))\n"
                           "connection = socket.socket(fileno=int(sys.argv[sys.argv.index('--socket') + 1]))\n"
                           f"{misdeed}\n")
        program.chmod(0o755)
        return {"WIREBENCH_NATIVE_WORKER": str(program)}, starts

    def small_study(self):
        """A study of one row that trains nothing."""
        weights = self.folder / "given.weights.h5"
        self.assertEqual(run("convert", "new:densenet169@32", "--to", "keras-weights", "--out", weights).returncode, 0)
        return self.study(network='[[network]]\nname = "densenet169"\nweights = "given.weights.h5"',
                          more='[image]\nsize = 32\npixel_mm = 70.0\n[conversion]\nformats = ["tflite-float32"]\n'
                               '[measurement]\nlatency_size = 32\nmin_duration_s = 0.05\nmin_count = 3\n'
                               'warmup_count = 1\nwarmup_duration_s = 0.01')

    def as_keras_saves(self, weights):
        """The same weights without the attribute that says which network they are of: Keras writes none."""
        path = self.folder / ("keras-" + weights.name)
        content = weights.read_bytes()
        self.assertEqual(content.count(b"wirebench_network"), 1)
        path.write_bytes(content.replace(b"wirebench_network", b"another_attribute"))
        return path

    # ---- usage ----------------------------------------------------------------------------------------------------
    def test_help_and_version(self):
        self.assertEqual(run("--help").returncode, 0)
        self.assertIn("wirebench 0.", run("--version").stdout)
        for verb in ("run", "simulate", "import", "train", "convert", "evaluate", "bench", "devices", "runtimes",
                     "inspect", "report"):
            result = run(verb, "--help")
            self.assertEqual(result.returncode, 0, verb)
            self.assertIn(verb, result.stdout)

    def test_wrong_usage(self):
        for arguments in ([], ["fly"], ["run"], ["convert", "new:resnet50v2"], ["bench", "new:resnet50v2", "--bogus"]):
            result = run(*arguments)
            self.assertEqual(result.returncode, 2, arguments)
            self.assertTrue(result.stderr)

    def test_set_needs_a_verb_with_a_configuration(self):
        for arguments in (["inspect", SAMPLE], ["runtimes", "list"], ["report", self.folder], ["devices"]):
            self.error(run(*arguments, "--set", "training.epochs=3"), 2, "--set", arguments[0], "training.epochs=3",
                       "run, simulate, train")

    # ---- deposits -------------------------------------------------------------------------------------------------
    def test_missing_deposits(self):
        self.error(self.simulate("nowhere.h5"), 2, "nowhere.h5", "No such file")

    def test_truncated_deposits(self):
        cut = self.folder / "cut.h5"
        cut.write_bytes(SAMPLE.read_bytes()[: SAMPLE.stat().st_size // 3])
        self.error(self.simulate(cut), 1, "cut.h5", "truncated")

    def test_deposits_that_are_not_hdf5(self):
        for name, content in (("text.h5", b"hello"), ("empty.h5", b"")):
            path = self.folder / name
            path.write_bytes(content)
            self.error(self.simulate(path), 1, name, "not an HDF5 file")
        self.assertFalse((self.folder / "images.h5").exists())

    def test_deposits_of_another_kind(self):
        self.assertEqual(self.simulate(SAMPLE).returncode, 0)
        self.error(self.simulate(self.folder / "images.h5", out="again.h5"), 1, "images.h5")

    # ---- studies --------------------------------------------------------------------------------------------------
    def test_unknown_key(self):
        path = self.study(more="[training]\nepoch = 3")
        self.error(run("run", path, "--out", self.folder / "run"), 2, "study.toml:", "training.epoch", "'epochs'")
        self.assertFalse((self.folder / "run").exists())

    def test_negative_count(self):
        path = self.study(dataset="[dataset]\ntraining = -30\nvalidation = 12")
        self.error(run("run", path, "--out", self.folder / "run"), 2, "study.toml:4", "dataset.training", "-30")

    def test_missing_study(self):
        self.error(run("run", self.folder / "none.toml", "--out", self.folder / "run"), 2, "none.toml")

    def test_class_without_events_keeps_earlier_results(self):
        run_folder = self.folder / "run"
        run_folder.mkdir()
        (run_folder / "results.jsonl").write_text("earlier\n")
        path = self.study(dataset="[dataset]\ntraining = 9000\nvalidation = 12")
        self.error(run("run", path, "--out", run_folder), 2, "NC", "events")
        self.assertEqual((run_folder / "results.jsonl").read_text(), "earlier\n")

    def test_report_says_what_run_said_and_waits_for_no_run(self):
        study, out = self.small_study(), self.folder / "run"
        crashing, _ = self.worker("os.kill(os.getpid(), signal.SIGSEGV)")
        first = run("--json", "run", study, "--out", out, environment=crashing)
        self.assertEqual(first.returncode, 4, first.stderr)
        self.assertEqual(json.loads(first.stdout), {"rows": 1, "measured": 0, "not_measured": 0, "failed": 1,
                                                    "report": str(out / "report/index.html")})
        again = run("--json", "report", out)
        self.assertEqual(again.returncode, 4, again.stderr)
        self.assertEqual(json.loads(again.stdout), json.loads(first.stdout))
        before = tree(out)
        with open(out / ".lock", "w", encoding="utf-8") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            self.error(run("report", out), 1, str(out), "in use", "running a study")
        self.assertEqual(tree(out), before)
        other = self.folder / "other"
        other.mkdir()
        self.error(run("report", other), 2, "not a run directory")
        self.assertEqual(list(other.iterdir()), [])

    def test_failed_rows_are_told_and_tried_again(self):
        study, out = self.small_study(), self.folder / "run"

        def row(environment, code, status):
            result = run("run", study, "--out", out, environment=environment)
            self.assertEqual(result.returncode, code, result.stderr)
            lines = (out / "results.jsonl").read_text().splitlines()
            self.assertEqual(len(lines), 1)
            found = json.loads(lines[0])
            self.assertEqual(found["status"], status)
            return found, (out / "report/report.md").read_text()

        crashing, starts = self.worker("os.kill(os.getpid(), signal.SIGSEGV)")
        failed, report = row(crashing, 4, "failed")
        self.assertIn("signal 11", failed["reason"])
        self.assertIn("1 failed", report)
        self.assertIn("signal 11", report)
        tries = len(starts.read_text().splitlines())
        self.assertGreaterEqual(tries, 1)
        row(crashing, 4, "failed")
        self.assertEqual(len(starts.read_text().splitlines()), 2 * tries)

        nonsense, _ = self.worker("connection.sendall(b'Loading... done!\\n')\nconnection.recv(1)")
        failed, report = row(nonsense, 4, "failed")
        self.assertIn("Loading... done!", failed["reason"])
        self.assertIn("1 failed", report)

        measured, report = row({}, 0, "measured")
        self.assertGreater(measured["latency"]["median_ms"]["value"], 0)
        self.assertIn("1 were measured", report)
        self.assertEqual(run("report", out).returncode, 0)

    def test_the_report_says_which_build_made_what(self):
        study, out = self.small_study(), self.folder / "run"
        self.assertEqual(run("run", study, "--out", out).returncode, 0)
        manifest = json.loads((out / "manifest.json").read_text())
        for name, stage in manifest["stages"].items():
            self.assertEqual(set(stage["build"]), {"version", "commit", "dirty"}, name)
        report = (out / "report/report.md").read_text()
        self.assertIn("Everything was made and measured by wirebench", report)
        # As if an older build had timed the row: the next run takes it over.
        timed = "measure densenet169 tflite-float32"
        manifest["stages"][timed]["build"]["commit"] = "feedbeef" * 5
        (out / "manifest.json").write_text(json.dumps(manifest))
        self.assertEqual(run("run", study, "--out", out).returncode, 0)
        for verb in (["run", study, "--out", out], ["report", out]):
            self.assertEqual(run(*verb).returncode, 0)
            report = (out / "report/report.md").read_text()
            self.assertNotIn("Everything was made", report)
            lines = [line for line in report.splitlines() if "(commit feedbeeffeed" in line and timed in line]
            self.assertEqual(len(lines), 1, report)

    # ---- the outside world ----------------------------------------------------------------------------------------
    def test_full_disk_keeps_the_earlier_file(self):
        self.assertEqual(self.simulate(SAMPLE).returncode, 0)
        before = tree(self.folder)
        self.error(self.simulate(SAMPLE, limit=8192), 1, "images.h5", "Free space")
        self.assertEqual(tree(self.folder), before)

    def test_full_disk_during_a_study_keeps_earlier_results(self):
        run_folder = self.folder / "run"
        run_folder.mkdir()
        (run_folder / "results.jsonl").write_text("earlier\n")
        self.error(run("run", self.study(), "--out", run_folder, limit=20000), 1, "images.h5", "Free space")
        self.assertEqual((run_folder / "results.jsonl").read_text(), "earlier\n")
        self.assertEqual(list(run_folder.rglob("*.partial")), [])

    def test_no_network_for_the_runtimes(self):
        environment = {"WIREBENCH_ENVIRONMENTS": str(self.folder / "environments"), "PIP_NO_INDEX": "1",
                       "PIP_FIND_LINKS": ""}
        self.error(run("runtimes", "install", "litert", environment=environment), 3, "litert", "network")

    def test_a_missing_runtime_is_said_plainly(self):
        environment = {"WIREBENCH_ENVIRONMENTS": str(self.folder / "environments")}
        result = run("bench", "new:resnet50v2@32", "--target", "litert:cpu", environment=environment)
        self.error(result, 3, "wirebench runtimes install litert")

    # ---- models ---------------------------------------------------------------------------------------------------
    def test_models_that_are_none(self):
        self.error(run("bench", "nowhere.tflite", "--target", "native:cpu"), 2, "nowhere.tflite")
        self.error(run("bench", "new:resnet50v3", "--target", "native:cpu"), 2, "resnet50v2")
        self.error(run("bench", "new:resnet50v2@3", "--target", "native:cpu"), 2, "new:NETWORK")
        garbage = self.folder / "garbage.tflite"
        garbage.write_bytes(b"\0" * 1000)
        self.error(run("inspect", garbage), 1, "garbage.tflite")

    def test_weights_that_do_not_say_their_network(self):
        ours = self.folder / "given.weights.h5"
        self.assertEqual(run("convert", "new:densenet169@32#3", "--to", "keras-weights", "--out", ours).returncode, 0)
        weights = self.as_keras_saves(ours)
        back = self.folder / "back.weights.h5"
        convert = ["convert", weights, "--to", "keras-weights", "--size", "32", "--out", back]
        self.error(run(*convert), 2, weights.name, "--network NAME", "densenet169")
        self.error(run(*convert, "--network", "resnet50v2"), 1, weights.name, "'conv1_conv'", "needs shape 64")
        self.error(run("bench", "new:densenet169@32", "--network", "densenet169", "--target", "native:cpu"), 2,
                   "--network does not apply")
        self.error(run("convert", ours, "--network", "resnet50v2", "--to", "tflite-float32", "--out", "x.tflite"), 2,
                   "they are of densenet169, not resnet50v2")
        self.assertEqual(run(*convert, "--network", "densenet169").returncode, 0)
        self.assertEqual(back.read_bytes(), ours.read_bytes())

    def test_a_study_takes_weights_that_do_not_say_their_network(self):
        study, out = self.small_study(), self.folder / "run"
        keras = self.as_keras_saves(self.folder / "given.weights.h5")
        sets = ["--set", f"network.0.weights={keras.name}"]
        result = run("run", study, "--out", self.folder / "other", *sets, "--set", "network.0.name=resnet50v2")
        self.error(result, 1, keras.name, "'conv1_conv'", "needs shape 64")
        result = run("run", study, "--out", out, *sets)
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertEqual(json.loads((out / "results.jsonl").read_text())["status"], "measured")

    def test_integer_form_needs_calibration_images(self):
        self.error(run("convert", "new:resnet50v2@32", "--to", "tflite-int8", "--out", self.folder / "m.tflite"), 2,
                   "--calibration")

    # ---- what works -----------------------------------------------------------------------------------------------
    def test_json_keys_are_those_promised(self):
        result = run("--json", "simulate", "--input", SAMPLE, "--out", self.folder / "i.h5", "--events", "60")
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertTrue({"events", "wall_s", "cores", "events_per_s", "engine", "stages"} <= set(json.loads(result.stdout)))
        result = run("--json", "bench", "new:resnet50v2@32", "--target", "native:cpu@1", "--compare", "native:cpu@2",
                     "--min-duration", "0.1", "--min-count", "5")
        self.assertEqual(result.returncode, 0, result.stderr)
        bench = json.loads(result.stdout)
        self.assertTrue({"model", "target", "threads", "n", "latency_ms", "first_ms", "load_ms", "throughput_per_s",
                         "peak_memory_mb", "compare"} <= set(bench))
        self.assertTrue({"min", "mean", "median", "p90", "p99"} <= set(bench["latency_ms"]))
        self.assertTrue({"target", "latency_ms", "ratio", "ratio_low", "ratio_high"} <= set(bench["compare"][0]))
        result = run("--json", "evaluate", "new:resnet50v2@64", "--dataset", self.folder / "i.h5", "--target",
                     "native:cpu", "--predictions", self.folder / "p.csv")
        self.assertEqual(result.returncode, 0, result.stderr)
        evaluation = json.loads(result.stdout)
        self.assertTrue({"n", "accuracy", "balanced_accuracy", "confusion", "predictions"} <= set(evaluation))
        self.assertEqual(len((self.folder / "p.csv").read_text().splitlines()), evaluation["n"] + 1)

    def test_events_are_generated_and_every_stage_can_be_entered_and_left(self):
        out = self.folder / "s.h5"
        result = run("--json", "simulate", "--events", "30", "--keep", "events,deposits,images", "--out", out)
        self.assertEqual(result.returncode, 0, result.stderr)
        said = json.loads(result.stdout)
        self.assertEqual(said["stages"], ["generator", "transport", "detector"])
        self.assertEqual((said["events"], said["engine"]), (30, "embedded"))
        # The kept events, and the kept deposits, are where another run may start.
        for key in ("neutrino_events", "deposits"):
            again = self.folder / (key + ".h5")
            result = run("--json", "simulate", "--input", said[key], "--out", again)
            self.assertEqual(result.returncode, 0, result.stderr)
            self.assertEqual(json.loads(result.stdout)["events"], 30)

    def test_waveforms_are_kept_and_inspected(self):
        out = self.folder / "w.h5"
        result = run("--json", "simulate", "--detector", "poster-full", "--input", SAMPLE, "--events", "30", "--set",
                     "image.truth=true", "--keep", "waveforms,images", "--out", out)
        self.assertEqual(result.returncode, 0, result.stderr)
        said = json.loads(result.stdout)
        self.assertEqual(said["waveforms"], str(self.folder / "w.waveforms.h5"))
        self.assertTrue({"electrons_ionized", "photons", "electrons_lost_to_impurities", "deposits_outside_volumes",
                         "saturated_samples"} <= set(said["charge"]))
        seen = json.loads(run("--json", "inspect", said["waveforms"]).stdout)
        self.assertEqual((seen["kind"], seen["content"]["events"]), ("waveforms", 30))
        self.assertEqual(seen["content"]["samples"], said["samples"])
        seen = json.loads(run("--json", "inspect", out).stdout)
        self.assertEqual(seen["content"]["truth_images"]["electron"]["kind"], "shower")
        self.error(run("simulate", "--input", SAMPLE, "--events", "30", "--keep", "waveforms", "--out", out), 2,
                   "no waveforms to keep", "poster")

    def test_mistakes_in_a_simulation(self):
        out = self.folder / "s.h5"
        self.error(run("simulate", "--out", out), 2, "--events")
        self.error(run("simulate", "--events", "6", "--out", out, "--set", "generator.flux=dunes"), 2, "'dune'")
        self.error(run("simulate", "--events", "6", "--out", out, "--set", "generator.energy_gev=[3.0, 1.0]"), 2,
                   "generator.energy_gev")
        self.error(run("simulate", "--events", "30", "--out", out, "--set", "generator.vertex_mm=[90000.0, 0.0, 0.0]"), 2,
                   "outside")
        self.error(run("simulate", "--input", SAMPLE, "--keep", "events,images", "--out", out), 2, "not generated")
        text = self.folder / "events.txt"
        text.write_text("begin\nnuance 1\n")
        self.error(run("simulate", "--input", text, "--out", out), 1, "events.txt")
        text.write_text("hello\n")
        self.error(run("simulate", "--input", text, "--out", out), 1, "events.txt", "begins with 'hello", "NuHepMC")
        self.assertFalse(out.exists())

    def test_numbers_that_are_none(self):
        out = self.folder / "s.h5"
        for option, value in (("--events", "-3"), ("--events", "1e12"), ("--seed", "-1"), ("--threads", "100000000"),
                              ("--validation", "1.5")):
            result = run("simulate", "--events", "30", "--out", out, option, value)
            self.assertEqual(result.returncode, 2, result.stderr)
            self.assertIn(option, result.stderr)
        self.error(run("simulate", "--events", "3", "--out", out, "--validation", "0.7", "--test", "0.7"), 2, "add up to 1")
        self.assertEqual(os.listdir(self.folder), [])
        # Without a validation split the fewest events do.
        self.assertEqual(run("simulate", "--events", "3", "--out", out, "--validation", "0").returncode, 0)

    def test_an_output_that_is_no_file_is_known_before_the_work(self):
        pipe = self.folder / "pipe"
        os.mkfifo(pipe)
        for keep in ("events", "deposits", "images"):
            # So many events take hours: an answer at once is one before the work.
            arguments = ("simulate", "--events", "2000000000" if keep != "images" else "30", "--keep", keep)
            self.error(run(*arguments, "--out", self.folder), 2, str(self.folder), "it is a folder")
            self.error(run(*arguments, "--out", pipe), 2, "pipe", "device, pipe or socket")
        self.assertEqual(os.listdir(self.folder), ["pipe"])
        self.assertTrue(pipe.is_fifo())

    def test_bad_events_are_counted_and_the_work_goes_on(self):
        events = self.folder / "events.hepmc3"
        made = run("simulate", "--events", "12", "--keep", "events", "--out", events)
        self.assertEqual(made.returncode, 0, made.stderr)
        text = events.read_text()
        events.write_text(text[: int(0.9 * len(text))])
        out = self.folder / "s.h5"
        arguments = ("--json", "simulate", "--input", events, "--keep", "deposits", "--out", out)
        self.error(run(*arguments), 1, "events.hepmc3:", "--skip-bad-events")
        self.assertFalse(out.exists())
        result = run(*arguments, "--skip-bad-events")
        self.assertEqual(result.returncode, 0, result.stderr)
        said = json.loads(result.stdout)
        self.assertEqual(said["bad_events"], 1)
        self.assertIn("1 events left out", result.stderr)
        self.assertLess(said["events"], 12)
        self.assertGreater(said["events"], 6)

    def test_geant4_where_it_is_missing(self):
        result = run("simulate", "--engine", "geant4", "--events", "3", "--out", self.folder / "s.h5",
                     environment={"WIREBENCH_GEANT4": "/nowhere/wirebench-geant4"})
        self.error(result, 3, "Geant4")

    def test_inspect_tells_studies_from_presets(self):
        for name in ("quick", "poster"):
            result = run("--json", "inspect", SOURCE / f"studies/{name}.toml")
            self.assertEqual(result.returncode, 0, result.stderr)
            inspection = json.loads(result.stdout)
            self.assertEqual(inspection["kind"], "study")
            self.assertEqual(inspection["content"]["transport"]["engine"], "embedded")
            self.assertEqual(inspection["content"]["training"]["seed"], inspection["content"]["study"]["seed"])
        result = run("--json", "inspect", SOURCE / "data/detectors/poster.toml")
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertEqual(json.loads(result.stdout)["kind"], "detector preset")
        result = run("--json", "inspect", "detector:dune-fd-hd")
        self.assertEqual(result.returncode, 0, result.stderr)
        derived = json.loads(result.stdout)["content"]["derived"]
        self.assertEqual(derived["channels"], 30720)
        self.assertEqual(derived["drift_volumes"], 24)
        self.error(run("inspect", "detector:dune"), 2, "unknown detector preset", "dune-fd-hd")
        self.error(run("inspect", self.study(more="[trainig]\nepochs = 1")), 2, "trainig", "'training'")
        other = self.folder / "other.toml"
        other.write_text("[server]\nport = 1\n")
        self.error(run("inspect", other), 2, "other.toml", "neither a study nor a detector preset")

    def test_inspect_knows_what_wirebench_writes(self):
        self.assertEqual(self.simulate(SAMPLE).returncode, 0)
        model = self.folder / "m.tflite"
        self.assertEqual(run("convert", "new:densenet169@32", "--to", "tflite-float32", "--out", model).returncode, 0)
        weights = self.folder / "m.weights.h5"
        self.assertEqual(run("convert", "new:densenet169@32", "--to", "keras-weights", "--out", weights).returncode, 0)
        saved = self.folder / "saved"
        self.assertEqual(run("convert", weights, "--to", "savedmodel", "--out", saved).returncode, 0)
        for path, kind in ((SAMPLE, "energy deposits"), (self.folder / "images.h5", "image dataset"),
                           (model, "TensorFlow Lite model"), (weights, "network weights"),
                           (saved, "TensorFlow SavedModel")):
            result = run("--json", "inspect", path)
            self.assertEqual(result.returncode, 0, result.stderr)
            self.assertEqual(json.loads(result.stdout)["kind"], kind)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=1)

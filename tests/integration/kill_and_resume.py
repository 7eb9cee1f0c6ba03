#!/usr/bin/env python3
"""Kills a study with SIGKILL at eleven moments, each time followed by the same command, and compares with an undisturbed
run: the same image file bytes and the same accuracy figures.

usage: kill_and_resume.py WIREBENCH STUDY.toml WORK_DIR
"""
import hashlib
import json
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import time

LIMIT_S = 600.0


def partial(folder: pathlib.Path, prefix: str) -> bool:
    """A file (or folder) with this prefix is being written in `folder`."""
    try:
        with os.scandir(folder) as entries:
            return any(entry.name.startswith(prefix) and entry.name.endswith(".partial") for entry in entries)
    except FileNotFoundError:
        return False


def lines(path: pathlib.Path) -> int:
    try:
        return path.read_text().count("\n")
    except FileNotFoundError:
        return 0


def count(folder: pathlib.Path) -> int:
    return len(list(folder.glob("*"))) if folder.exists() else 0


# (name, condition on the run directory and the messages so far); they come in this order in one run.
MOMENTS = [
    ("transport", lambda run, log: partial(run / "datasets", "deposits.h5")),
    ("making images", lambda run, log: partial(run / "datasets", "images.h5")),
    ("first epoch", lambda run, log: "training resnet50v2" in log),
    ("a checkpoint's writing", lambda run, log: partial(run / "models/resnet50v2", "checkpoint")),
    ("a later epoch", lambda run, log: lines(run / "models/resnet50v2/history.csv") >= 3),
    ("the second network", lambda run, log: lines(run / "models/densenet169/history.csv") >= 2),
    ("conversion", lambda run, log: partial(run / "models/resnet50v2", "tflite-float32")),
    ("conversion for timing", lambda run, log: partial(run / "models/densenet169/timed-64", "tflite-int8")),
    ("evaluation", lambda run, log: count(run / "predictions") >= 2),
    ("measurement", lambda run, log: "timing densenet169" in log),
    ("the report", lambda run, log: any(run.glob("report*.partial"))),
]


def start(command: list[str], log: pathlib.Path) -> subprocess.Popen:
    with open(log, "w", encoding="utf-8") as sink:
        return subprocess.Popen(command, stdout=sink, stderr=sink)


def run_until(command, run: pathlib.Path, log: pathlib.Path, condition) -> bool:
    """Starts the study and kills it when the condition holds. False when it ended before."""
    process = start(command, log)
    deadline = time.monotonic() + LIMIT_S
    while process.poll() is None:
        if condition(run, log.read_text(encoding="utf-8")):
            process.send_signal(signal.SIGKILL)
            process.wait()
            return True
        if time.monotonic() > deadline:
            process.kill()
            raise SystemExit(f"no end within {LIMIT_S} s:\n{log.read_text()}")
        time.sleep(0.0005)
    if process.returncode not in (0, 4):
        raise SystemExit(f"exit code {process.returncode}:\n{log.read_text()}")
    return False


def finish(command, log: pathlib.Path) -> None:
    process = start(command, log)
    if process.wait(LIMIT_S) != 0:
        raise SystemExit(f"exit code {process.returncode}:\n{log.read_text()}")


def digest(path: pathlib.Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def figures(run: pathlib.Path) -> dict:
    """What must not depend on interruptions: images, weights, and the accuracy of each row."""
    rows = [json.loads(line) for line in (run / "results.jsonl").read_text().splitlines()]
    result = {"images": digest(run / "datasets/images.h5"), "timed": digest(run / "datasets/timed.h5")}
    for network in ("resnet50v2", "densenet169"):
        result["history " + network] = [
            line.split(",")[:7] for line in (run / "models" / network / "history.csv").read_text().splitlines()
        ]
        result["weights " + network] = digest(run / "models" / network / "weights.weights.h5")
        result["trainer " + network] = digest(run / "models" / network / "predictions.csv")
    if len(rows) != 12:
        raise SystemExit(f"{run}: {len(rows)} rows, 2 networks x 3 forms x 2 targets are 12")
    for row in rows:
        # LiteRT and the native engine read no SavedModels; every other row must have been measured and judged.
        if row["form"] != "tensorflow" and not (row["status"] == "measured" and row.get("accuracy")):
            raise SystemExit(f"{run}: not measured or not judged: {row}")
        result[f"{row['network']} {row['form']} {row['target']}"] = (row["status"], row.get("accuracy"))
    return result


def main() -> int:
    wirebench, study, work = sys.argv[1], sys.argv[2], pathlib.Path(sys.argv[3])
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    undisturbed, killed = work / "undisturbed", work / "killed"
    finish([wirebench, "run", study, "--out", str(undisturbed)], work / "undisturbed.log")

    command = [wirebench, "run", study, "--out", str(killed)]
    missed = []
    for number, (name, condition) in enumerate(MOMENTS, 1):
        hit = run_until(command, killed, work / f"killed-{number}.log", condition)
        print(f"{number:2} {'killed during' if hit else 'NOT REACHED:'} {name}", flush=True)
        if not hit:
            missed.append(name)
    finish(command, work / "last.log")

    expected, found = figures(undisturbed), figures(killed)
    different = [key for key in expected if expected[key] != found.get(key)]
    different += [key for key in found if key not in expected]
    for key in different:
        print(f"differs: {key}\n  undisturbed {expected.get(key)}\n  killed      {found.get(key)}")
    left = [str(path) for path in killed.rglob("*.partial")]
    if left:
        print("left behind: " + ", ".join(left))
    if not (killed / "report/index.html").exists():
        left.append("no report")
    print(f"{len(MOMENTS) - len(missed)} of {len(MOMENTS)} moments reached, {len(expected)} figures compared, "
          f"{len(different)} differ")
    return 1 if missed or different or left else 0


if __name__ == "__main__":
    sys.exit(main())

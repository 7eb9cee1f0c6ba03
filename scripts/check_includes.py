#!/usr/bin/env python3
"""Checks the include rules: each module includes only the modules below it (docs/architecture.md, modules)."""
import pathlib
import re
import sys

ALLOWED = {
    "core": set(),
    "nuclear": {"core"},
    "generator": {"core", "nuclear"},
    "transport": {"core", "nuclear", "generator"},
    "detector": {"core", "transport"},
    "dataset": {"core"},
    "graph": {"core"},
    "train": {"core", "graph", "dataset"},
    "convert": {"core", "graph", "dataset"},
    "runtime": {"core", "graph"},
    "measure": {"core"},
    "report": {"core", "measure"},
    "validation": {"core", "nuclear", "generator", "transport", "report"},
    "study": {"core", "nuclear", "generator", "transport", "detector", "dataset", "graph", "train", "convert", "runtime",
              "measure", "report", "validation"},
}
# Geant4's program links no library of wirebench (another string ABI): plain layouts are all it shares.
GEANT4_PROGRAM_MAY_INCLUDE = {"wirebench/transport/segments_layout.hpp"}
# Third-party headers that belong to one module alone.
ONLY_IN = {"torch/": "train", "ATen/": "train", "c10/": "train", "hdf5.h": "core", "toml++/": "core",
           "spdlog/": "core", "openssl/": "core", "CLI/": "apps", "mpi.h": "study"}
INCLUDE = re.compile(r'^\s*#\s*include\s*[<"]([^>"]+)[>"]')


def main() -> int:
    root = pathlib.Path(__file__).resolve().parent.parent
    problems = []
    files = 0
    for path in sorted([*root.glob("src/wirebench/**/*.?pp"), *root.glob("apps/**/*.?pp")]):
        relative = path.relative_to(root)
        module = relative.parts[2] if relative.parts[0] == "src" else "apps"
        if relative.parts[:2] == ("apps", "geant4-engine"):
            module = "geant4-engine"
        files += 1
        for number, line in enumerate(path.read_text().splitlines(), 1):
            match = INCLUDE.match(line)
            if not match:
                continue
            target = match.group(1)
            where = f"{relative}:{number}"
            if target.startswith("wirebench/"):
                used = target.split("/")[1]
                if module not in ("apps", "geant4-engine", used) and used not in ALLOWED[module]:
                    problems.append(f"{where}: '{module}' must not include '{used}' ({target})")
            if module == "geant4-engine":
                if target.startswith("wirebench/") and target not in GEANT4_PROGRAM_MAY_INCLUDE:
                    problems.append(f"{where}: the Geant4 program must not include {target}")
                continue
            for prefix, owner in ONLY_IN.items():
                if target.startswith(prefix) and module != owner:
                    problems.append(f"{where}: <{target}> belongs in '{owner}' only")
    for problem in problems:
        print(problem)
    print(f"include rules: {files} files, {len(problems)} problems")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())

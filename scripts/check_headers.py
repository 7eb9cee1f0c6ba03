#!/usr/bin/env python3
"""Checks that every header compiles alone, with the flags its module is compiled with.

A header that some source file includes before anything else has been shown to compile alone by the build itself; the
others are compiled here."""
import concurrent.futures
import json
import os
import pathlib
import re
import shlex
import subprocess
import sys


def flags_of(entry: dict) -> list[str]:
    """The compile command without compiler launcher, output and source."""
    words = shlex.split(entry["command"])
    kept, skip = [], False
    for word in words:
        if skip:
            skip = False
        elif word in ("-o", "-c", "-MF", "-MT"):
            skip = True
        elif word not in ("-MD",) and not word.endswith("ccache"):
            kept.append(word)
    return [word for word in kept if word != entry["file"]]


def main() -> int:
    root = pathlib.Path(__file__).resolve().parent.parent
    build = root / (sys.argv[1] if len(sys.argv) > 1 else "build/ci")
    database = build / "compile_commands.json"
    if not database.exists():
        print(f"headers: {database} is missing; configure that preset first")
        return 1
    flags = {}
    for entry in json.loads(database.read_text()):
        relative = pathlib.Path(entry["file"]).resolve()
        if root in relative.parents and relative.relative_to(root).parts[:2] == ("src", "wirebench"):
            flags.setdefault(relative.parent, (flags_of(entry), entry["directory"]))
    first = re.compile(r'^#include "([^"]+)"', re.MULTILINE)
    shown = set()
    for source in root.glob("src/wirebench/**/*.cpp"):
        includes = re.search(r"^#include .*$", source.read_text(), re.MULTILINE)
        match = first.match(includes.group(0)) if includes else None
        if match:
            shown.add(root / "src" / match.group(1))
    every = [path for path in sorted(root.glob("src/wirebench/**/*.hpp")) if path.parent in flags]
    headers = [path for path in every if path not in shown]

    def check(header: pathlib.Path) -> str:
        command, directory = flags[header.parent]
        source = f'#include "{header.relative_to(root / "src")}"\n'
        done = subprocess.run([*command, "-fsyntax-only", "-x", "c++", "-"], input=source, cwd=directory, text=True,
                              capture_output=True, check=False)
        return "" if done.returncode == 0 else f"{header.relative_to(root)} does not compile alone:\n{done.stderr}"

    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        problems = [problem for problem in pool.map(check, headers) if problem]
    for problem in problems:
        print(problem)
    print(f"headers: {len(every)} in all, {len(every) - len(headers)} shown by the build to compile alone, "
          f"{len(headers)} compiled here, {len(problems)} do not compile alone")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())

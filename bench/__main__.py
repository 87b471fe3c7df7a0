"""Runs the benchmarks, or those named: `python -m bench [NAME ...] [--quick]`.

Each runs in a process of its own on an empty database of its own. `lighthouse` needs Node
and is run only by name.
"""

from __future__ import annotations

import importlib
import signal
import subprocess
import sys

from bench import ground

NAMES = ("rendering", "pages", "queries", "search", "complaints", "procurement", "web")
BY_NAME = ("lighthouse",)
TAKE_OPTIONS = ("complaints", "web", *BY_NAME)


def main(arguments: list[str]) -> int:
    options = [one for one in arguments if one.startswith("--")]
    chosen = [one for one in arguments if not one.startswith("--")] or list(NAMES)
    known = (*NAMES, *BY_NAME)
    unknown = [name for name in chosen if name not in known]
    if unknown:
        print(f"no such benchmark: {', '.join(unknown)} (there are {', '.join(known)})")
        return 2
    if len(chosen) == 1:
        return run(chosen[0], options)
    command = [sys.executable, "-m", "bench"]
    codes = [subprocess.run([*command, name, *options], check=False).returncode for name in chosen]
    return max(codes)


def run(name: str, options: list[str]) -> int:
    """One benchmark; its options, where it has any, are the words with two strokes."""
    print(f"\n== {name}", flush=True)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # servers that it started end too
    with ground.scratch_database():
        benchmark = importlib.import_module(f"bench.{name}").run
        return (benchmark(*options) if name in TAKE_OPTIONS else benchmark()) or 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

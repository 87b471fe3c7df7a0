"""Runs every benchmark, or those named: `python -m bench [rendering] [queries] [search] …`."""

from __future__ import annotations

import importlib
import sys

from bench import ground

NAMES = ("rendering", "pages", "queries", "search")


def main(chosen: list[str]) -> int:
    unknown = [name for name in chosen if name not in NAMES]
    if unknown:
        print(f"no such benchmark: {', '.join(unknown)} (there are {', '.join(NAMES)})")
        return 2
    with ground.scratch_database():
        for name in chosen or NAMES:
            print(f"\n== {name}", flush=True)
            importlib.import_module(f"bench.{name}").run()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

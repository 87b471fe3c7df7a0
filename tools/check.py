"""Everything that can be judged without running the suite: `make check`, inside .venv.

Each check is a command of its own; two run at a time. Prints one line a check, and the
whole output of those that failed. Exit code 0 only when all are clean.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from complaints.sealed.credentials import make_server_keys

REPOSITORY = Path(__file__).resolve().parent.parent
PYTHON = sys.executable
BIN = Path(PYTHON).parent

# A server as deploy/portal.env.example describes one; nothing is read from this machine's.
SERVER = {
    "PORTAL_SECRET_KEY": "for the check alone: " + "0123456789 abcdefghijklmnopqrstuvwxyz" * 2,
    "PORTAL_HOSTS": "portal.example.go.th",
    "PORTAL_TRUSTED_ORIGINS": "https://portal.example.go.th",
    "PORTAL_HTTPS": "1",
    "PORTAL_DEBUG": "0",
    "PORTAL_BEHIND_PROXY": "1",
    "PORTAL_PROXIES": "1",
}


@dataclass(frozen=True)
class Check:
    name: str
    command: tuple[str | Path, ...]
    environment: Mapping[str, str] = field(default_factory=dict)


CHECKS = (
    Check("types", (PYTHON, "-m", "mypy")),
    Check("style", (PYTHON, "-m", "ruff", "check", ".")),
    Check("layout of the code", (PYTHON, "-m", "ruff", "format", "--check", ".")),
    Check("messages", (PYTHON, "-m", "tools.messages", "check")),
    Check("floors", (BIN / "lint-imports",)),
    Check("migrations", (PYTHON, "manage.py", "makemigrations", "--check", "--dry-run")),
    Check("templates", (PYTHON, "-m", "tools.templates")),
    Check(
        "deployment",
        (PYTHON, "manage.py", "check", "--deploy", "--fail-level", "WARNING"),
        SERVER,
    ),
)


def run(check: Check, scratch: Path) -> tuple[int, str, float]:
    started = time.monotonic()
    own = {
        "PORTAL_DATA_DIR": str(scratch / "data"),
        "PORTAL_COMPLAINT_KEYS": str(scratch / "keys"),
        "PORTAL_HTTPS": "0",
        "NO_COLOR": "1",
    }
    kept = {
        key: value
        for key, value in os.environ.items()
        if not key.startswith("PORTAL_") and key != "DATABASE_URL"
    }
    done = subprocess.run(
        check.command,
        check=False,
        capture_output=True,
        text=True,
        cwd=REPOSITORY,
        env=kept | own | dict(check.environment),
    )
    return done.returncode, done.stdout + done.stderr, time.monotonic() - started


def main() -> int:
    failed = []
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(2) as pool:
        make_server_keys(Path(folder) / "keys")
        results = pool.map(lambda check: run(check, Path(folder)), CHECKS)
        for check, (code, output, seconds) in zip(CHECKS, results, strict=True):
            print(
                f"{'ok    ' if code == 0 else 'FAILED'}  {check.name}  ({seconds:.1f} s)",
                flush=True,
            )
            if code:
                failed.append(check.name)
                print(output.rstrip() + "\n", flush=True)
    if failed:
        print(f"make check: {len(failed)} of {len(CHECKS)} failed: {', '.join(failed)}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())

"""The whole suite on both databases: `python -m tools.suite [PYTEST ARGUMENT…]`, inside .venv.

SQLite first, then a PostgreSQL that lives as long as the run. Both stages run even when the
first has failures; the exit code is 0 only when both passed. Each ends with pytest's line.
PORTAL_TEST_WORKERS sets how many run side by side (2 unless told, 0 for none).

PostgreSQL is spared what cannot differ there: tests marked `looks`, which judge the HTML and
the look of a page (axe, keyboard, print, validity) or what a browser does with it (scripts,
the way out, no scripts), and `no_database`, those that may not ask a database at all. Every
verb and query is tried on both: whoever marks a test `looks` sees that others try, on both,
the verbs it uses. An `-m` of one's own takes the place of this choice.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tools.postgres import ENDINGS, PostgresMissing, temporary_postgres

REPOSITORY = Path(__file__).resolve().parent.parent
SAME_ON_BOTH = ["-m", "not looks and not no_database"]
NO_TESTS = 5  # pytest's exit code where nothing was left to run
PATIENCE = 30  # seconds that an interrupted pytest has to end


def _leave(number: int, frame: object) -> None:
    for ending in ENDINGS:  # a second Ctrl-C must not stop the tidying up
        signal.signal(ending, signal.SIG_IGN)
    raise SystemExit(128 + number)


def stage(name: str, arguments: list[str], **environment: str) -> int:
    """Run pytest once; its exit code."""
    workers = os.environ.get("PORTAL_TEST_WORKERS", "2")
    # The walks through every page are long and stand together: who is done takes from who is not.
    shared = ["--numprocesses", workers, "--dist", "worksteal"]
    command = [sys.executable, "-m", "pytest", "-q", *shared]
    kept = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
    print(f"\n=== {name} ===", flush=True)
    started = time.monotonic()
    child = subprocess.Popen(
        [*command, *arguments], cwd=REPOSITORY, env=kept | environment, stdin=subprocess.DEVNULL
    )
    try:
        code = child.wait()
    finally:
        if child.poll() is None:
            child.send_signal(signal.SIGINT)  # pytest ends its workers and says how far it was
            try:
                child.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()
    if code:
        print(f"=== {name}: exit code {code} ===", flush=True)
    # To standard error, so that pytest's own line stays the last on standard output.
    print(f"({name}: {time.monotonic() - started:.0f} s)", file=sys.stderr, flush=True)
    return code


def main(arguments: list[str]) -> int:
    for ending in ENDINGS:
        signal.signal(ending, _leave)
    with tempfile.TemporaryDirectory(prefix="portal-tests-") as scratch:
        codes = [stage("SQLite", arguments, PORTAL_TEST_SCRATCH=f"{scratch}/sqlite")]
        try:
            with temporary_postgres() as url:
                environment = {"PORTAL_TEST_SCRATCH": f"{scratch}/postgres", "DATABASE_URL": url}
                code = stage("PostgreSQL", [*SAME_ON_BOTH, *arguments], **environment)
                # Whoever asks for looks alone has them on SQLite.
                codes.append(0 if code == NO_TESTS and codes == [0] else code)
        except PostgresMissing as missing:
            print(missing, file=sys.stderr)
            codes.append(1)
    return max(codes)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

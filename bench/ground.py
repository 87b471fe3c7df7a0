"""What the benchmarks stand on: a database in a temporary folder, tables in plain text."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


@contextmanager
def scratch_database() -> Iterator[None]:
    """Django set up on an empty SQLite database that is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="portal-bench-") as folder:
        os.environ["PORTAL_DATA_DIR"] = folder
        os.environ["PORTAL_HTTPS"] = "0"
        os.environ["PORTAL_DEBUG"] = "0"
        os.environ.pop("DATABASE_URL", None)
        os.environ["DJANGO_SETTINGS_MODULE"] = "bench.settings"
        import django  # noqa: PLC0415 - after the environment is set

        django.setup()
        from django.core.management import call_command  # noqa: PLC0415

        call_command("migrate", verbosity=0)
        yield


def cases() -> Path:
    """The folder with the real tables of three offices, beside the checkout."""
    return Path(os.environ.get("SHARED_DIR", ROOT.parent / "shared")) / "cases"


def show(heads: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """A table in plain text, numbers to the right."""
    table = [[str(cell) for cell in row] for row in (heads, *rows)]
    widths = [max(len(row[column]) for row in table) for column in range(len(heads))]
    for row in table:
        cells = [
            cell.ljust(width) if column == 0 else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        print("  ".join(cells), flush=True)

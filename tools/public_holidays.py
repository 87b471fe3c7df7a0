"""Write the table of public holidays that the portal reads, from the package `holidays`.

    python -m tools.public_holidays

A web process that imports the package grows by 19 MB; one that reads the table by 0.1 MB. After
an update of the package a test asks for this to be run again.
"""

from __future__ import annotations

import csv
import io
from datetime import date

from portal.thai.workdays import COVERED, TABLE, PackagedDay, from_package


def table() -> str:
    """The table as text: a line for each day off that no weekend covers by itself."""
    held = io.StringIO()
    writer = csv.writer(held, lineterminator="\n")
    for day, one in days().items():
        writer.writerow([day.isoformat(), one.thai, one.english])
    return held.getvalue()


def days() -> dict[date, PackagedDay]:
    """All days of the covered years, in order."""
    return {day: one for year in COVERED for day, one in sorted(from_package(year).items())}


def main() -> None:
    """Write the table in its place."""
    TABLE.write_text(table(), encoding="utf-8")
    print(f"{TABLE.name}: {len(days())} days, {COVERED[0]} to {COVERED[-1]}")


if __name__ == "__main__":
    main()

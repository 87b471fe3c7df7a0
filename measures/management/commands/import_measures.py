"""`manage.py import_measures FILE --year Y`: last year's table into a year's plan."""

from __future__ import annotations

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from measures.catalogue import is_year
from measures.importing.table import ImportRefused, read_table
from measures.imports import import_table
from measures.matching import known_unit_names
from portal.thai.digits import to_arabic


def fiscal_year(text: str) -> int:
    """A fiscal year typed in either script of digits."""
    return int(to_arabic(text))


class Command(BaseCommand):
    """Reads an .xlsx or .docx table and writes it into the plan, all of it or nothing."""

    help = "Bring a table of measures (.xlsx, .docx) into the plan of a fiscal year."

    def add_arguments(self, parser) -> None:
        parser.add_argument("file", type=Path, help="the table, .xlsx or .docx")
        parser.add_argument(
            "--year", type=fiscal_year, required=True, help="the fiscal year, Buddhist era"
        )
        parser.add_argument("--dry-run", action="store_true", help="say it, write nothing")
        parser.add_argument(
            "--without-results", action="store_true", help="bring in the plan, not its results"
        )

    def handle(self, *args, **options) -> None:
        year = options["year"]
        if not is_year(year):
            message = _("{year} is not a fiscal year of the Buddhist era, such as 2570.")
            raise CommandError(message.format(year=year))
        path: Path = options["file"]
        try:
            table = read_table(
                path, filename=path.name, fiscal_year=year, known_units=known_unit_names()
            )
        except ImportRefused as refusal:
            raise CommandError(str(refusal)) from refusal
        outcome = import_table(
            table,
            year=year,
            dry_run=options["dry_run"],
            with_results=not options["without_results"],
        )
        for line in outcome.lines():
            self.stdout.write(line)

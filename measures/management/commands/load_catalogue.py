"""`manage.py load_catalogue`: the shipped ITA catalogue into the database."""

from __future__ import annotations

from collections import Counter

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from measures.catalogue import load_year, shipped_years


class Command(BaseCommand):
    """Adds what is missing of every shipped year; what an office corrected stays."""

    help = "Load the shipped ITA catalogue; adds only what is missing."

    def add_arguments(self, parser) -> None:
        parser.add_argument(
            "--year", type=int, choices=shipped_years(), help="only this year (Buddhist era)"
        )

    def handle(self, *args, **options) -> None:
        years = (options["year"],) if options["year"] else shipped_years()
        for year in years:
            made = load_year(year)
            self.stdout.write(f"{year}: {_in_words(made)}")


def _in_words(made: Counter[str]) -> str:
    if not made.total():
        return _("nothing is missing")
    names = {
        "scales": _("grade scales"),
        "years": _("fiscal years"),
        "instruments": _("instruments"),
        "indicators": _("indicators"),
        "questions": _("questions"),
        "items": _("OIT items"),
    }
    return ", ".join(f"{names[kind]} {count}" for kind, count in made.items() if count)

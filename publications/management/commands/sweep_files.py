"""Photos and files of publications that no row names, erased each night."""

from __future__ import annotations

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from publications import orphans


class Command(BaseCommand):
    help = "Erases stored photos and files older than a day that no publication names."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="only name them, erase nothing")

    def handle(self, *, dry_run: bool, **options) -> None:
        if dry_run:
            found = orphans.orphans(timezone.now())
            for name in found:
                self.stdout.write(name)
            said = ngettext(
                "%(count)d file has no row.", "%(count)d files have no row.", len(found)
            )
        else:
            found = _swept()
            said = ngettext(
                "%(count)d file without a row was erased.",
                "%(count)d files without a row were erased.",
                len(found),
            )
        self.stdout.write(said % {"count": len(found)})


def _swept() -> list[str]:
    try:
        return orphans.sweep(timezone.now())
    except orphans.ForeignDatabase as error:
        raise CommandError(
            _("Most of the stored files have no row. Is this their database? Nothing was erased.")
        ) from error

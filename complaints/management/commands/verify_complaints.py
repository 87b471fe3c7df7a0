"""Whether everything in the complaints is as the portal wrote it; a timer calls this nightly."""

from __future__ import annotations

import logging

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from complaints.sealing import Head, Mistyped, SealingError
from complaints.upkeep import heads, verifying, watching

_log = logging.getLogger("portal.security")


class Command(BaseCommand):
    help = "Hold the tables and files of the complaints against the audit chain and its heads."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--head", action="append", default=[], metavar="SIGNS",
            help="signs noted down from /complaints/heads/, the first 16 at least; may be repeated",
        )  # fmt: skip
        parser.add_argument(
            "--quick", action="store_true", help="do not read the sealed files, only look for them"
        )

    def handle(self, *args, head: list[str], quick: bool, **options) -> None:
        noted = [self._read(one) for one in head]
        try:
            found = verifying.verify(filter(None, noted), files=not quick)
        except SealingError as fault:
            raise CommandError(str(fault)) from fault
        for one in found:
            self.stdout.write(str(one))
        count = len(found) + noted.count(None)
        watching.note(count)
        if count:
            _log.error("the complaints are not as the portal wrote them findings=%s", count)
            raise CommandError(
                ngettext(
                    "%(count)s row is not as the portal wrote it.",
                    "%(count)s rows are not as the portal wrote them.",
                    count,
                )
                % {"count": count}
            )
        self.stdout.write(_("Everything is as the portal wrote it."))

    def _read(self, noted: str) -> Head | None:
        try:
            return heads.read_noted(noted)
        except Mistyped as fault:
            raise CommandError(
                _("These are not the signs of a head: %(noted)s") % {"noted": noted}
            ) from fault
        except heads.NotInChain:
            self.stdout.write(f"head {noted}: {verifying.CUT}")
            return None

"""What is over or left behind in the complaints; a timer calls this every half hour."""

from __future__ import annotations

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from complaints.upkeep import sweeping


class Command(BaseCommand):
    help = "Erase drafts, sessions, files and questions that are over, and retire officers."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--own-database", action="store_true",
            help="erase files without a row also where most have none, having made sure that this"
            " database is the files' own, with every row put back",
        )  # fmt: skip

    def handle(self, *args, own_database: bool, **options) -> None:
        swept = sweeping.sweep(timezone.now(), own_database=own_database)
        for name, part in swept.items():
            if part.went:
                self.stdout.write(f"{name}: {part.went}")
        if failed := [f"{name} ({part.fault})" for name, part in swept.items() if part.fault]:
            raise CommandError(
                _("These parts failed; the log says why: %(parts)s") % {"parts": ", ".join(failed)}
            )

"""What is over or left behind in the complaints; a timer calls this every half hour."""

from __future__ import annotations

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from complaints.upkeep import sweeping


class Command(BaseCommand):
    help = "Erase drafts, sessions, files and questions that are over, and retire officers."

    def handle(self, *args, **options) -> None:
        swept = sweeping.sweep(timezone.now())
        for name, count in swept.items():
            if count:
                self.stdout.write(f"{name}: {count}")
        if failed := [name for name, count in swept.items() if count is None]:
            raise CommandError(
                _("These parts failed; the log says why: %(parts)s") % {"parts": ", ".join(failed)}
            )

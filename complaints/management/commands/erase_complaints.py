"""Closed complaints whose time is over, erased for good; a timer calls this every night."""

from __future__ import annotations

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import ngettext

from complaints.upkeep import left_files, retention


class Command(BaseCommand):
    help = "Erase every closed complaint whose time is over; what stays is for the statistics."

    def handle(self, *args, **options) -> None:
        gone = retention.erase_due(timezone.localdate())
        words = ngettext(
            "%(count)s complaint was erased.", "%(count)s complaints were erased.", gone
        )
        self.stdout.write(words % {"count": gone})
        if left := left_files.take_away():
            raise CommandError(left_files.words(left))

"""The officers' daily mail; a timer calls this every quarter of an hour."""

from __future__ import annotations

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from complaints.upkeep import mailing


class Command(BaseCommand):
    help = "Send the officers their mail of this working day, once, when its hour has come."

    def handle(self, *args, **options) -> None:
        sent = mailing.send_due(timezone.now())
        if sent.waiting:
            raise CommandError(
                _("The mail could not be sent to everybody; the next call tries again.")
            )
        if sent.messages:
            words = ngettext("%(count)s message sent.", "%(count)s messages sent.", sent.messages)
            self.stdout.write(words % {"count": sent.messages})

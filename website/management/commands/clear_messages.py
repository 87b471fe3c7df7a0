"""Messages to the office that are older than a year, erased each night."""

from __future__ import annotations

from django.core.management.base import BaseCommand
from django.utils.translation import ngettext

from website import mailbox


class Command(BaseCommand):
    help = "Erases messages of the contact form that were sent more than a year ago."

    def handle(self, **options) -> None:
        erased = mailbox.clear_old()
        said = ngettext("%(count)d message was erased.", "%(count)d messages were erased.", erased)
        self.stdout.write(said % {"count": erased})

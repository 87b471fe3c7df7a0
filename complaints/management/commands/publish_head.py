"""The head of the audit chain, published after each day."""

from __future__ import annotations

from django.core.management.base import BaseCommand
from django.utils import timezone
from django.utils.translation import gettext as _

from complaints.upkeep import heads


class Command(BaseCommand):
    help = "End yesterday in the audit chain and publish its head, once a day."

    def handle(self, *args, **options) -> None:
        head = heads.publish(timezone.localdate())
        self.stdout.write(heads.signs_of(head) if head else _("It was published before."))

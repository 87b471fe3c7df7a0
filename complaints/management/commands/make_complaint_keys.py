"""The server's keys for complaints, made once on a new server."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.utils.translation import gettext as _

from complaints.sealed.credentials import make_server_keys


class Command(BaseCommand):
    help = "Make the server's keys for complaints where there are none; never touches others."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--folder", type=Path, default=settings.COMPLAINT_KEYS)

    def handle(self, *args, **options) -> None:
        made = make_server_keys(options["folder"])
        for path in made:
            self.stdout.write(str(path))
        self.stdout.write(
            _("Back these files up apart from the data.") if made else _("The keys are there.")
        )

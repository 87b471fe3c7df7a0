"""The index of the search, made anew from what is published."""

from __future__ import annotations

from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils.translation import ngettext

from portal import freshness
from publications import indexing


class Command(BaseCommand):
    help = "Makes the index of the search anew; needed after its rules of words have changed."

    def handle(self, **options) -> None:
        with transaction.atomic():
            count = indexing.rebuild()
            freshness.touch()
        self.stdout.write(
            ngettext(
                "%(count)d publication can be found.", "%(count)d publications can be found.", count
            )
            % {"count": count}
        )

"""A year's purchases as an OCDS release package, into a file or to the screen."""

from __future__ import annotations

import os
import re
from pathlib import Path
from tempfile import NamedTemporaryFile

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from procurement.ocds.gathering import year_as_bytes
from procurement.ocds.package import NothingToRelease


class Command(BaseCommand):
    help = "Writes the public purchases of a fiscal year as an OCDS 1.1 release package (JSON)."

    def add_arguments(self, parser) -> None:
        parser.add_argument("--year", type=int, required=True, help="Buddhist-era fiscal year")
        parser.add_argument("--output", type=Path, help="the .json to write; else it is printed")
        parser.add_argument(
            "--site", default="", help="https://… where the portal is read; else nothing is linked"
        )

    def handle(self, *, year: int, output: Path | None, site: str, **options) -> None:
        if site and not re.fullmatch(r"https?://[^/\s]+/?", site):
            raise CommandError(_("The site is an address such as https://office.example."))
        try:
            package = year_as_bytes(year, site=site.rstrip("/"))
        except NothingToRelease:
            raise CommandError(
                _("No purchase of fiscal year %(year)s is public.") % {"year": year}
            ) from None
        if output is None:
            self.stdout.write(package.decode(), ending="")
            return
        _write(package, output)
        self.stdout.write(_("Wrote %(name)s.") % {"name": output})


def _write(content: bytes, output: Path) -> None:
    """The whole file or none: what was there stays until the new one is complete."""
    try:
        with NamedTemporaryFile(dir=output.parent, prefix=f".{output.name}.", delete=False) as file:
            held = Path(file.name)
            try:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
                held.chmod(0o644)
                held.replace(output)
            except BaseException:
                held.unlink(missing_ok=True)
                raise
    except OSError as error:
        raise CommandError(
            _("%(name)s cannot be written: %(reason)s") % {"name": output, "reason": error.strerror}
        ) from error

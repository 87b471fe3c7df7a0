"""The roster of complaint officers begun anew, when nobody is left who could open anything."""

from __future__ import annotations

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.refusals import NotAllowed
from complaints.upkeep import starting_anew
from portal.models import Organisation


class Command(BaseCommand):
    help = "End the recovery key when all officers are gone and two custodians' codes are lost."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--yes", action="store_true", help="do not ask for the office's name")

    def handle(self, *args, yes: bool, **options) -> None:
        if reasons := starting_anew.blockers():
            raise CommandError("\n".join(reasons))
        if not yes:
            self._ask()
        try:
            starting_anew.start_anew()
        except NotAllowed as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(
            _(
                "The roster begins anew. Choose three custodians at /staff/complaints/, then enrol"
                " and admit two officers. Until then no complaint is taken."
            )
        )

    def _ask(self) -> None:
        """Raise CommandError unless somebody types the office's name."""
        name = Organisation.current().name.strip()
        count = starting_anew.old_cases()
        words = ngettext(
            "%(count)s complaint stays sealed for ever: nobody at the office will read it.",
            "%(count)s complaints stay sealed for ever: nobody at the office will read them.",
            count,
        )
        self.stdout.write(words % {"count": count})
        self.stdout.write(
            _("If two custodians still have their codes, stop here: they can admit officers.")
        )
        self.stdout.write(_("To go on, type the name of the office: %(name)s") % {"name": name})
        try:
            typed = input("> ").strip()
        except EOFError:
            typed = ""
        if not name or typed != name:
            raise CommandError(_("That is not the name of the office; nothing was changed."))

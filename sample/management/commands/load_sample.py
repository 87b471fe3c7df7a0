"""The sample organisation, once, into an empty database."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Appointment, Unit, User
from measures.models import FiscalYear, Plan
from portal.models import Organisation
from reports.models import Report
from sample.complaints import ComplaintsMaker, Secrets, have_keys
from sample.office import Office, make_office
from sample.procurement import ProcurementMaker
from sample.website import WebsiteMaker
from sample.years import finished_year, read_facts, running_year

# Thai words in Latin letters: any keyboard types them.
WORDS = ("fon", "na", "phai", "lom", "dao", "khao", "khlong", "tawan", "bua", "saphan", "thale")


class Command(BaseCommand):
    help = "Loads an office that does not exist, with two years of work, to try the portal."

    def add_arguments(self, parser) -> None:
        parser.add_argument("--password", help="the password of everyone; made up unless given")
        parser.add_argument(
            "--vault-passphrase", help="of both complaint officers; made up unless given"
        )

    def handle(
        self, *, password: str | None = None, vault_passphrase: str | None = None, **options
    ) -> None:
        if any(
            model.objects.exists() for model in (User, Unit, Organisation, Plan, Report, FiscalYear)
        ):
            raise CommandError(
                _("The database holds data already; the sample is for an empty one.")
            )
        password = password or made_up_password()
        passphrase = vault_passphrase or made_up_password()
        with transaction.atomic():
            office = make_office(password)
            facts = read_facts()
            finished_year(office, facts)
            running_year(office, facts, timezone.localdate())
            ProcurementMaker(office, timezone.localdate()).make()
            WebsiteMaker(office, timezone.localdate()).make()
            told = [sign_in_lines(office, password)]
            if have_keys():
                secrets = ComplaintsMaker(office, timezone.localdate(), passphrase).make()
                told.append(complaint_lines(secrets))
        path = keep("\n\n".join(told))
        self.stdout.write("\n\n".join(told))
        self.stdout.write(_("Kept in %(name)s.") % {"name": path.name})


def made_up_password() -> str:
    """Five words and a number: long enough for the rules, easy to type on a phone."""
    return "-".join(secrets.choice(WORDS) for _ in range(5)) + str(secrets.randbelow(90) + 10)


def sign_in_lines(office: Office, password: str) -> str:
    """One line a person: name to sign in with, the person, the post, the acting post."""
    lines = [
        _("Sign in with one of these names; the password of all is: %(password)s")
        % {"password": password}
    ]
    for username, person in office.people.items():
        held = person.appointments.select_related("post").order_by("kind", "pk")
        posts = [
            appointment.post.title
            if appointment.kind == Appointment.Kind.SUBSTANTIVE
            else f"({appointment.get_kind_display()}: {appointment.post.title})"
            for appointment in sorted(held, key=lambda a: a.kind != Appointment.Kind.SUBSTANTIVE)
        ]
        lines.append(f"  {username:<10} {person}  ·  {' '.join(posts)}")
    return "\n".join(lines)


def complaint_lines(secrets: Secrets) -> str:
    """How to open the complaints as an officer, as custodians, as the one who complained."""
    office = ", ".join(secrets.officers)
    lines = [
        _("Complaints: sign in as %(names)s, open %(address)s, vault passphrase: %(words)s")
        % {"names": office, "address": "/staff/complaints/", "words": secrets.passphrase},
        *(f"  {_('printed code of')} {name}: {code}" for name, code in secrets.officers.items()),
        _("Custodians of the recovery; the codes of any two open it:"),
        *(f"  {name}: {code}" for name, code in secrets.custodians.items()),
        _("Receipts for following a complaint at %(address)s:") % {"address": "/complaints/"},
        *(f"  {number}: {receipt}" for number, receipt in secrets.receipts.items()),
    ]
    return "\n".join(lines)


def keep(text: str) -> Path:
    """The lines in a file that only this account reads, for `make run` to show again."""
    path = Path(settings.DATA_DIR) / "sample-sign-in.txt"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text + "\n")
    return path

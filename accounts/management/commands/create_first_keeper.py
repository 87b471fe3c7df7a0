"""Bootstraps a bare installation: somebody must be able to let the others in."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.urls import reverse

from accounts.models import User
from accounts.people import make_first_keeper
from accounts.refusals import NotAllowed


class Command(BaseCommand):
    help = "Make the first keeper of people and posts and print the link to set the password."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--username", required=True, help="the name to sign in with")
        parser.add_argument("--name", required=True, help='first and last name, as in "สมใจ ดีงาม"')

    def handle(self, *, username: str, name: str, **options) -> None:
        first_name, _, last_name = name.strip().partition(" ")
        username = username.strip().lower()
        try:
            User(
                username=username, first_name=first_name, last_name=last_name.strip()
            ).clean_fields(exclude=["password"])
            uid, token = make_first_keeper(
                username=username, first_name=first_name, last_name=last_name.strip()
            )
        except ValidationError as error:
            raise CommandError("; ".join(error.messages)) from error
        except NotAllowed as refusal:
            raise CommandError(str(refusal)) from refusal
        address = reverse("accounts:set-password", args=[uid, token])
        self.stdout.write(f"Within three days open the portal's address with:\n{address}")

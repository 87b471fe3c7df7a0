"""The sample office: its name, units, posts and people who do not exist."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from accounts.appointing import appoint, grant_role
from accounts.models import Appointment, Post, Unit, User
from accounts.people import keep_signature
from portal.models import Organisation
from sample import pictures

DATA = Path(__file__).parent / "data"
SINCE = date(2025, 10, 1)  # the first day of fiscal year 2569


@dataclass
class Office:
    """What was made, by the keys of the data file."""

    units: dict[str, Unit] = field(default_factory=dict)
    posts: dict[str, Post] = field(default_factory=dict)
    people: dict[str, User] = field(default_factory=dict)


def make_office(password: str) -> Office:
    """Writes the organisation, its units and posts, and people who all sign in with `password`."""
    facts = json.loads((DATA / "office.json").read_text(encoding="utf-8"))
    Organisation.objects.create(pk=1, **facts["organisation"])
    office = Office()
    for position, row in enumerate(facts["units"], start=1):
        key = row.pop("key")
        office.units[key] = Unit.objects.create(position=position, **row)
    for position, row in enumerate(facts["posts"], start=1):
        office.posts[row["key"]] = Post.objects.create(
            rank=row["rank"], title=row["title"], unit=office.units.get(row["unit"]),
            position=position,
        )  # fmt: skip
    for seed, row in enumerate(facts["people"]):
        office.people[row["username"]] = _person(office, row, password, seed)
    return office


def _person(office: Office, row: dict, password: str, seed: int) -> User:
    person = User(
        username=row["username"], title=row["title"], first_name=row["first_name"],
        last_name=row["last_name"], unit=office.units.get(row["unit"]),
    )  # fmt: skip
    person.set_password(password)
    person.save()
    appoint(
        person=person, post=office.posts[row["post"]], kind=Appointment.Kind.SUBSTANTIVE,
        starts=SINCE, ends=None, order_reference="", by=None,
    )  # fmt: skip
    if acting := row.get("acting"):
        appoint(
            person=person, post=office.posts[acting["post"]], kind=Appointment.Kind.ACTING,
            starts=SINCE, ends=None, order_reference=acting["order"], by=None,
        )  # fmt: skip
    for role in row["roles"]:
        grant_role(person=person, role=role, starts=SINCE, ends=None, by=None)
    if row["post"] in ("planner", "head", "finance_director", "mayor"):
        keep_signature(person, content=pictures.signature(seed))
    return person

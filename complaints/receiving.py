"""A complaint becomes a case: sealed to its readers, found by its receipt, written once."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import BinaryIO
from uuid import UUID

from django.db import IntegrityError
from django.db.models import Max
from django.utils import timezone

from accounts.models import Appointment
from complaints import recording, sealing, server
from complaints.models import Case, Exclusion, Item, Officer, Recovery
from complaints.recording import What, short
from complaints.sealing import COMPLAINANT, Receipt
from complaints.writing import Writer, new_epoch, save_epoch
from portal.thai.fiscal import fiscal_year_of

FEWEST_OFFICERS = 2
Kind = Item.Kind


@dataclass(frozen=True)
class Incoming:
    """A file of a complaint: the name it came with, what it is, and how its bytes are read."""

    name: str = field(repr=False)
    media_type: str
    open: Callable[[], BinaryIO]


@dataclass(frozen=True)
class Complaint:
    """What somebody reports; repr() shows nothing of it.

    `details` are words under the names when, where, elsewhere, accused; `accused_posts` ids of
    posts whose holders must not read it; `identity` words under name and contact.
    """

    story: str = field(repr=False)
    category: str = Case.Category.OTHER
    channel: str = Case.Channel.WEB
    details: dict[str, str] = field(default_factory=dict, repr=False)
    accused_posts: Sequence[int] = field(default=(), repr=False)
    identity: dict[str, str] = field(default_factory=dict, repr=False)
    files: Sequence[Incoming] = field(default=(), repr=False)


class Closed(Exception):
    """No complaint can be taken: keys, recovery or two officers are missing."""


class LocatorTaken(Exception):
    """Another case has this receipt's first seven digits: a new receipt must be shown."""


def is_open() -> bool:
    """Whether complaints are taken: the keys are there, the recovery, and two officers."""
    return (
        Officer.objects.admitted().count() >= FEWEST_OFFICERS
        and Recovery.objects.filter(active=True).exists()
        and server.have_keys()
    )


def free_receipt() -> Receipt:
    """A receipt whose locator no case has; it may still be taken when it is sent."""
    while True:
        receipt = sealing.new_receipt()
        indexes = sealing.locator_indexes(receipt, server.keys())
        if not Case.objects.filter(locator__in=indexes).exists():
            return receipt


def accused_people(posts: Sequence[int]) -> set[int]:
    """Ids of the people who hold these posts today, also as acting holders."""
    today = timezone.localdate()
    held = Appointment.objects.filter(post__in=posts).on(today)
    return set(held.values_list("person", flat=True))


def receive(complaint: Complaint, receipt: Receipt, case_id: UUID) -> Case:
    """Make the case: sealed before the database is asked, saved in one turn.

    `case_id` is chosen when the receipt is: sent again, the case that is there is given back.
    Raises Closed, LocatorTaken, Tampered, Busy.
    """
    if found := Case.objects.filter(pk=case_id).first():
        return found
    if not is_open():
        raise Closed
    case = _new_case(complaint, receipt, case_id)
    accused = accused_people(complaint.accused_posts)
    officers = [o for o in Officer.objects.admitted() if o.person_id not in accused]
    epoch = new_epoch(case, 1, officers)
    with Writer(epoch.key) as writer:
        _seal(writer, complaint)
        try:
            with recording.turn():
                if found := Case.objects.filter(pk=case_id).first():
                    return found
                _save(case, epoch, accused)
                writer.save(case)
        except IntegrityError as fault:
            raise LocatorTaken from fault
    case.refresh_from_db()
    return case


def _new_case(complaint: Complaint, receipt: Receipt, case_id: UUID) -> Case:
    today = timezone.localdate()
    keys = server.keys()
    complainant = sealing.new_complainant(case_id, receipt, keys)
    return Case(
        id=case_id,
        locator=sealing.locator_index(receipt, keys),
        complainant_public=complainant.public,
        complainant_mark=complainant.mark,
        complainant_wrap=complainant.by_receipt,
        channel=complaint.channel,
        category=complaint.category,
        fiscal_year=fiscal_year_of(today),
        received_on=today,
        last_item_on=today,
    )


def _seal(writer: Writer, complaint: Complaint) -> None:
    story = writer.text(Kind.STORY, COMPLAINANT, complaint.story)
    details: dict[str, object] = {name: w for name, w in complaint.details.items() if w}
    if complaint.accused_posts:
        details["posts"] = [int(pk) for pk in complaint.accused_posts]
    if details:
        writer.text(Kind.DETAILS, COMPLAINANT, json.dumps(details, ensure_ascii=False))
    identity = {name: words for name, words in complaint.identity.items() if words}
    if identity:
        writer.text(Kind.IDENTITY, COMPLAINANT, json.dumps(identity, ensure_ascii=False))
    for file in complaint.files:
        with file.open() as source:
            writer.file(story, file.name, file.media_type, source)


def _save(case: Case, epoch: sealing.NewEpoch, accused: set[int]) -> None:
    last = Case.objects.filter(fiscal_year=case.fiscal_year).aggregate(last=Max("number"))["last"]
    case.number = (last or 0) + 1
    case.save(force_insert=True)
    recording.record(
        What.CASE_RECEIVED, case=case.pk, by=COMPLAINANT,
        facts=(case.channel, short(case.complainant_mark)),
    )  # fmt: skip
    save_epoch(epoch, by=COMPLAINANT)
    # Whoever is complained of and is no officer today must not become one for this case.
    Exclusion.objects.bulk_create(
        Exclusion(case=case, person_id=person, on_day=case.received_on)
        for person in sorted(accused)
        if Officer.objects.filter(person=person).exists()
    )

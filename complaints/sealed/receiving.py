"""A complaint becomes a case: sealed to its readers, found by its receipt, written once."""

from __future__ import annotations

import json
import logging
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import BinaryIO
from uuid import UUID

from django.db import IntegrityError
from django.utils import timezone

from accounts.models import Appointment
from complaints import sealing
from complaints.models import Case, Item, Officer, Recovery
from complaints.sealed import recording, server
from complaints.sealed.excluding import exclude
from complaints.sealed.recording import What, short
from complaints.sealed.witness import vouched
from complaints.sealed.writing import Writer, new_epoch, save_epoch
from complaints.sealing import COMPLAINANT, Receipt, Role
from portal.thai.fiscal import fiscal_year_of

FEWEST_OFFICERS = 2
FEWEST_LOTS = 10_000  # numbers of four digits
TRIES = 5
Kind = Item.Kind
_log = logging.getLogger("portal.security")


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
    posts whose holders must not read it; `identity` words under name and contact. `received_on`
    is the day on which it reached the office where that was not today. `entered` is the role of
    the officer who wrote it down for somebody, and from what.
    """

    story: str = field(repr=False)
    category: str = Case.Category.OTHER
    channel: str = Case.Channel.WEB
    details: dict[str, str] = field(default_factory=dict, repr=False)
    accused_posts: Sequence[int] = field(default=(), repr=False)
    identity: dict[str, str] = field(default_factory=dict, repr=False)
    files: Sequence[Incoming] = field(default=(), repr=False)
    received_on: date | None = None
    entered: tuple[Role, str] | None = field(default=None, repr=False)


class Closed(Exception):
    """No complaint can be taken: keys, recovery or two officers are missing."""


class LocatorTaken(Exception):
    """Another case has this receipt's first seven digits: a new receipt must be shown."""


class ReadersChanged(Exception):
    """An officer came or left while the case was being sealed."""


def is_open() -> bool:
    """Whether complaints are taken: the keys are there, the recovery, and two officers."""
    return (
        server.have_keys()
        and Recovery.objects.filter(active=True).exists()
        and len(trusted_officers()) >= FEWEST_OFFICERS
    )


def trusted_officers() -> list[Officer]:
    """The officers whom the portal itself admitted; others are reported and left out.

    A row that somebody put into the database, or pointed to another person, admits nobody and
    keeps no complaint from coming.
    """
    trusted = []
    for officer in Officer.objects.admitted().select_related("person"):
        try:
            vouched(officer)
        except sealing.SealingError:
            _log.error("a complaint officer was admitted around the portal officer=%s", officer.pk)
        else:
            trusted.append(officer)
    return trusted


def free_receipt() -> Receipt:
    """A receipt whose locator no case has; it may still be taken when it is sent."""
    while True:
        receipt = sealing.new_receipt()
        indexes = sealing.locator_indexes(receipt, server.keys())
        if not Case.objects.filter(locator__in=indexes).exists():
            return receipt


def accused_people(posts: Sequence[int], received_on: date | None = None) -> set[int]:
    """Ids of the people who hold these posts today, also as acting holders.

    Of a complaint that came on an earlier day also those who held them then.
    """
    today = timezone.localdate()
    held = Appointment.objects.filter(post__in=posts)
    days = {today, received_on or today}
    return {pk for day in days for pk in held.on(day).values_list("person", flat=True)}


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
    for _try in range(TRIES):
        try:
            return _received(case, complaint)
        except ReadersChanged:
            continue
    raise Closed


def _received(case: Case, complaint: Complaint) -> Case:
    """Seal for the officers of this moment, then save if they still are the officers."""
    accused = accused_people(complaint.accused_posts, complaint.received_on)
    officers = _readers(accused)
    epoch = new_epoch(case, 1, officers)
    with Writer(epoch.key) as writer:
        _seal(writer, complaint)
        try:
            with recording.turn():
                if found := Case.objects.filter(pk=case.pk).first():
                    return found
                if _readers(accused) != officers:
                    raise ReadersChanged
                _save(case, epoch, accused)
                writer.save(case)
        except IntegrityError as fault:
            raise LocatorTaken from fault
    case.refresh_from_db()
    return case


def _readers(accused: set[int]) -> list[Officer]:
    return [one for one in trusted_officers() if one.person_id not in accused]


def _new_case(complaint: Complaint, receipt: Receipt, case_id: UUID) -> Case:
    today = timezone.localdate()
    received_on = complaint.received_on or today
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
        fiscal_year=fiscal_year_of(received_on),
        received_on=received_on,
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
    if complaint.entered:
        writer.text(Kind.RECORD, *complaint.entered)


def free_number(year: int) -> int:
    """A number for a case of this fiscal year, drawn by lot; inside a turn.

    Numbers that run on would leave a gap where an officer may not see a case: the gap tells
    whom it concerns that it is there.
    """
    taken = set(Case.objects.filter(fiscal_year=year).values_list("number", flat=True))
    lots = FEWEST_LOTS
    while 2 * len(taken) > lots:  # in a year of thousands the numbers grow longer
        lots *= 10
    while (number := _drawn(lots)) in taken:
        continue
    return number


def _drawn(lots: int) -> int:
    """A number below `lots` with as many digits as the last of them."""
    return lots // 10 + secrets.randbelow(lots - lots // 10)


def _save(case: Case, epoch: sealing.NewEpoch, accused: set[int]) -> None:
    case.number = free_number(case.fiscal_year)
    case.save(force_insert=True)
    recording.record(
        What.CASE_RECEIVED, case=case.pk, by=COMPLAINANT,
        facts=(
            case.channel, short(case.complainant_mark), case.category,
            case.received_on.isoformat(), str(case),
        ),
    )  # fmt: skip
    save_epoch(epoch, by=COMPLAINANT)
    # Whoever is complained of and is no officer today must not become one for this case.
    for person in sorted(accused):
        if Officer.objects.filter(person=person).exists():
            exclude(case, person, by=COMPLAINANT)

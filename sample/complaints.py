"""The sample office's sealed complaints: keys, custodians, two officers, cases in every state.

Everything is done by the room's own verbs in the order of its days, so that the audit chain tells
a history. Only what was erased long ago is written as the rows that erasing leaves.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from io import BytesIO
from typing import Any
from uuid import uuid4

from django.conf import settings

from accounts.appointing import grant_role
from accounts.models import Role, User
from complaints.handling import casework, merging
from complaints.handling.casework import Referral, Seen
from complaints.models import Case, Item, Officer
from complaints.officers import custody, roster
from complaints.reporting import replying
from complaints.sealed import recording, server
from complaints.sealed.credentials import make_server_keys
from complaints.sealed.receiving import Complaint, Incoming, free_number, free_receipt, receive
from complaints.sealed.recording import What
from complaints.sealed.records import Act, Record
from complaints.sealing import COMPLAINANT
from complaints.upkeep import heads
from complaints.upkeep.retention import end_of_keeping
from portal.thai.fiscal import fiscal_year_of
from sample import pictures
from sample.clock import at
from sample.office import DATA, Office

Status = Case.Status
HEADS = 45  # days of which the chain's head was published
BEGUN = 430  # days ago: custodians and officers, before the first complaint
ACKNOWLEDGED = "ได้รับเรื่องของท่านแล้ว และจะแจ้งความคืบหน้าในช่องทางนี้ ขอให้เก็บรหัสติดตามเรื่องไว้"


@dataclass
class Secrets:
    """What is shown once and kept nowhere: for the lines that tell how to sign in."""

    passphrase: str = field(repr=False)
    officers: dict[str, str] = field(default_factory=dict, repr=False)  # printed code by name
    custodians: dict[str, str] = field(default_factory=dict, repr=False)  # printed code by name
    receipts: dict[str, str] = field(default_factory=dict, repr=False)  # by case number


def have_keys() -> bool:
    """Whether complaints can be sealed here; makes the server's keys on a machine to try it on.

    A server under HTTPS has its keys from whoever set it up, or no complaints.
    """
    if not server.have_keys() and not settings.HTTPS:
        make_server_keys(settings.COMPLAINT_KEYS)
    return server.have_keys()


class ComplaintsMaker:
    """Makes the room as its people would have filled it, up to `today`."""

    def __init__(self, office: Office, today: date, passphrase: str) -> None:
        self.office, self.today = office, today
        self.secrets = Secrets(passphrase)
        self.facts = json.loads((DATA / "complaints.json").read_text(encoding="utf-8"))
        self.officers: dict[str, Officer] = {}
        self.cases: dict[str, Case] = {}

    def make(self) -> Secrets:
        """Everything in the order of its days; what must be written down is given back."""
        with at(self._day(BEGUN), 9):
            codes = self._recovery()
            for username in self.facts["officers"]:
                self._officer(username, codes)
        # The farthest first; what one case has on a day stays in its order.
        for days, act in sorted(self._timeline(), key=lambda one: -one[0]):
            with at(self._day(days)):
                act()
        return self.secrets

    def _day(self, days: int) -> date:
        return self.today - timedelta(days=days)

    # --- whoever can open cases ---------------------------------------------------------------

    def _recovery(self) -> dict[int, str]:
        seats = [custody.Seat(**row) for row in self.facts["custodians"]]
        made = custody.prepare(seats)
        groups = [made.codes[number].rsplit("-", 1)[-1] for number in sorted(made.codes)]
        custody.finish(made.sheet, groups, by="")
        for number, seat in enumerate(seats, start=1):
            self.secrets.custodians[f"{seat.name} ({seat.post})"] = made.codes[number]
        return dict(made.codes)

    def _officer(self, username: str, codes: dict[int, str]) -> None:
        """Enrolled by themself, admitted by two custodians as the first officers are."""
        person: User = self.office.people[username]
        grant_role(
            person=person, role=Role.COMPLAINT_OFFICER, starts=self._day(BEGUN), ends=None, by=None
        )
        made = roster.prepare(person, self.secrets.passphrase)
        officer = roster.enrol(person, made.sheet, made.code.rsplit("-", 1)[-1])
        typed = {number: codes[number] for number in (1, 3)}
        custody.open_by(typed)
        roster.admit_by_custodians(officer, custody.numbers(typed))
        self.officers[username] = Officer.objects.get(pk=officer.pk)
        self.secrets.officers[username] = made.code

    # --- what happened when -------------------------------------------------------------------

    def _timeline(self) -> list[tuple[int, Callable[[], None]]]:
        told: list[tuple[int, Callable[[], None]]] = [
            (days, lambda days=days: heads.publish(self._day(days))) for days in range(HEADS)
        ]
        for row in self.facts["cases"]:
            told.append((row["days"], lambda row=row: self._receive(row)))
            for event in row.get("events", ()):
                told.append((event["days"], lambda row=row, event=event: self._happen(row, event)))
        for row in self.facts["erased"]:
            told += self._erased(*row)
        return told

    def _receive(self, row: dict[str, Any]) -> None:
        receipt = free_receipt()
        case = receive(
            Complaint(
                story=row["story"], category=row["category"], channel=row["channel"],
                details=row.get("details", {}), identity=row.get("identity", {}),
                accused_posts=[self.office.posts[key].pk for key in row.get("posts", ())],
                files=_photos(row), entered=self._entered(row),
            ),
            receipt,
            uuid4(),
        )  # fmt: skip
        self.cases[row["key"]] = case
        if row["key"] in self.facts["receipts_of"]:
            self.secrets.receipts[str(case)] = receipt.printed()

    def _entered(self, row: dict[str, Any]) -> tuple | None:
        if "entered" not in row:
            return None
        record = Record(Act.ENTERED, facts={"channel": row["channel"], "slip": "given"})
        return self.officers[row["entered"]].role, record.written()

    def _happen(self, row: dict[str, Any], event: dict[str, Any]) -> None:
        case = self.cases[row["key"]]
        case.refresh_from_db()
        getattr(self, f"_{event['do']}")(case, event)

    # --- by the officers ----------------------------------------------------------------------

    def _as(self, case: Case, event: dict[str, Any]) -> dict[str, Any]:
        """Who does it, having seen the case as it is."""
        seen = Seen(uuid4(), case.version, case.items_count)
        return {"by": self.officers[event["by"]], "seen": seen}

    def _acknowledge(self, case: Case, event: dict[str, Any]) -> None:
        casework.acknowledge(case, ACKNOWLEDGED, **self._as(case, event))

    def _assign(self, case: Case, event: dict[str, Any]) -> None:
        casework.assign(case, self.officers[event["to"]], **self._as(case, event))

    def _examine(self, case: Case, event: dict[str, Any]) -> None:
        casework.begin(case, **self._as(case, event))

    def _note(self, case: Case, event: dict[str, Any]) -> None:
        casework.write_note(case, event["words"], **self._as(case, event))

    def _message(self, case: Case, event: dict[str, Any]) -> None:
        casework.write_message(case, event["words"], **self._as(case, event))

    def _refer(self, case: Case, event: dict[str, Any]) -> None:
        to = Referral(event["authority"], self._day(event["days"]), event["reference"])
        casework.refer(case, to, event["words"], **self._as(case, event))

    def _merge(self, case: Case, event: dict[str, Any]) -> None:
        into = self.cases[event["into"]]
        into.refresh_from_db()
        words = "เรื่องของท่านตรงกับเรื่องที่กำลังตรวจสอบอยู่ จึงรวมพิจารณาด้วยกัน ท่านยังติดตามด้วยรหัสเดิมได้"
        merging.merge(case, into, words, **self._as(case, event))

    def _close(self, case: Case, event: dict[str, Any]) -> None:
        casework.close(case, event["outcome"], event["words"], **self._as(case, event))

    # --- by the reporter ----------------------------------------------------------------------

    def _answer(self, case: Case, event: dict[str, Any]) -> None:
        replying.write(case, event["words"], _photos(event), token=uuid4())

    def _verdict(self, case: Case, event: dict[str, Any]) -> None:
        replying.judge(case, event["verdict"], event["words"], seen=case.verdict, token=uuid4())

    # --- what is left of the oldest -----------------------------------------------------------

    def _erased(
        self, days: int, channel: str, category: str, outcome: str, verdict: str
    ) -> list[tuple[int, Callable[[], None]]]:
        """A case that came, was closed and erased: the row that is left, and the chain's rows."""
        closed = self._day(days - 25)
        end = end_of_keeping(closed)
        case = Case(
            channel=channel, category=category, status=Status.CLOSED, outcome=outcome,
            verdict=verdict, received_on=self._day(days), acknowledged_on=self._day(days - 8),
            closed_on=closed, last_item_on=closed, keep_until=end, erased_on=end, locator=None,
            items_count=3,
        )  # fmt: skip

        def come() -> None:
            case.fiscal_year = fiscal_year_of(case.received_on)
            case.number = free_number(case.fiscal_year)
            case.save(force_insert=True)
            day = case.received_on.isoformat()
            _tell(case, What.CASE_RECEIVED, channel, "0", category, day, str(case))
            _tell_item(case)

        def answer() -> None:
            _tell(case, What.STATUS_CHANGED, Status.RECEIVED.value, Status.ACKNOWLEDGED.value)
            _tell_item(case)

        def go() -> None:
            _tell(case, What.STATUS_CHANGED, Status.ACKNOWLEDGED.value, Status.CLOSED.value)
            _tell(case, What.CLOSED, outcome)
            _tell_item(case)
            if verdict:
                _tell(case, What.VERDICT_GIVEN, verdict)

        def vanish() -> None:
            _tell(case, What.ERASED, "3", "0")

        gone = (self.today - end).days
        return [(days, come), (days - 8, answer), (days - 25, go), (gone, vanish)]


def _tell(case: Case, what: What, *facts: str) -> None:
    with recording.turn():
        recording.record(what, case=case.pk, by=COMPLAINANT, facts=facts)


def _tell_item(case: Case) -> None:
    _tell(case, What.ITEM_WRITTEN, uuid4().hex, Item.Kind.MESSAGE.value, COMPLAINANT, "0")


def _photos(row: dict[str, Any]) -> list[Incoming]:
    if "photo" not in row:
        return []
    caption = row["photo"]
    drawn = pictures.photo(caption, sum(map(ord, caption)))
    return [Incoming(f"{caption}.jpg", "image/jpeg", lambda: BytesIO(drawn))]

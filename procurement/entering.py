"""What an officer enters, one row or a whole sheet, on its way into a month.

A sheet that was read waits on the page for a second look; what waits is signed, so that what
is saved is what was shown, without a file or a row kept for somebody who never comes back.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.core import signing
from django.db import models, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.refusals import NotAllowed, changed_meanwhile, refuse_if
from procurement import months
from procurement.models import Award, Bid, Purchase, PurchaseMonth
from procurement.months import Entered
from procurement.remarks import MUST, Remark, remarks_of
from procurement.rows import LARGEST, Offer, Row
from procurement.rows import Award as RowAward
from publications.models import Publication

KEPT_FOR = 24 * 60 * 60  # seconds that a sheet may wait on somebody's screen
MOST_TOLD = 20  # faults in one refusal
SALT = "procurement.entering"


class Unanswered(NotAllowed):
    """A published month would have remarks that nobody has answered; `remarks` are these."""

    def __init__(self, remarks: list[Remark]) -> None:
        self.remarks = remarks
        super().__init__([_("The rows raise remarks. Mend them, or say why they are right.")])


@dataclass(frozen=True)
class Answers:
    """The remarks that the person saw, by fingerprint, and the one reason given for them."""

    fingerprints: frozenset[str] = frozenset()
    reason: str = ""


# --- the month as it stands ---------------------------------------------------------------


def as_entered(month: PurchaseMonth) -> list[Entered]:
    """The month's purchases as they could be entered again, in their order."""
    return [Entered(one.row(), one.pk, one.plan_item_id) for one in month.purchases.kept().whole()]


def recognised(rows: Sequence[Row], standing: Sequence[Entered]) -> list[Entered]:
    """The rows of a sheet, each with the purchase of the month that it writes anew.

    A purchase is known by everything in it, else by its contract, else by its work: so it
    keeps its address and its place in the plan when a corrected sheet comes in.
    """
    free = set(range(len(standing)))
    found: dict[int, Entered] = {}
    for sign in (_all_of, _contract_of, _work_of):
        known: dict[Hashable, list[int]] = defaultdict(list)
        for at in sorted(free, reverse=True):
            known[sign(standing[at].row)].append(at)
        for place, row in enumerate(rows):
            wanted = sign(row)
            if place not in found and wanted and known.get(wanted):
                at = known[wanted].pop()
                found[place] = standing[at]
                free.remove(at)
    return [
        Entered(row, found[place].pk, found[place].plan_item_id) if place in found else Entered(row)
        for place, row in enumerate(rows)
    ]


def _all_of(row: Row) -> Hashable:
    return replace(row, place="")


def _contract_of(row: Row) -> Hashable:
    numbers = [one.contract_number for one in row.awards if one.contract_number.strip()]
    return (row.title, *numbers) if numbers else None


def _work_of(row: Row) -> Hashable:
    return row.title.strip() or None


def holds(month: PurchaseMonth, rows: Sequence[Row], *, at_the_end: bool = False) -> bool:
    """Whether the month has these rows already, all of them or as its last ones."""
    there = [_all_of(one.row) for one in as_entered(month)]
    if at_the_end:
        there = there[-len(rows) :]
    return bool(rows) and there == [_all_of(row) for row in rows]


# --- writing ------------------------------------------------------------------------------


def put(
    month: PurchaseMonth,
    entered: Sequence[Entered],
    *,
    by: User,
    seen: int,
    reason: str = "",
    confirmed: frozenset[str] = frozenset(),
    answers: Answers | None = None,
) -> None:
    """Make the rows those of the month, with answers to the remarks that they raise.

    What is public has to be whole all the time, so remarks on it are answered in the same
    breath. Raises Unanswered, NotConfirmed, Stale, NotAllowed; then nothing is written.
    """
    refuse_if(faults_of([one.row for one in entered]))
    with transaction.atomic():
        if month.state == Publication.State.PUBLISHED:
            if not PurchaseMonth.objects.filter(pk=month.pk, version=seen).exists():
                raise changed_meanwhile()
            _answer(month, entered, by=by, answers=answers or Answers())
        months.put_rows(month, entered, by=by, seen=seen, reason=reason, confirmed=confirmed)


def _answer(
    month: PurchaseMonth, entered: Sequence[Entered], *, by: User, answers: Answers
) -> None:
    given = set(month.acknowledgements.values_list("fingerprint", flat=True))
    found = remarks_of([one.row for one in entered], month.month, before=months.earlier_rows(month))
    waiting = [one for one in found if one.code in MUST or one.fingerprint not in given]
    said = len(answers.reason.strip()) >= months.SHORTEST_REASON
    left = [
        one
        for one in waiting
        if one.code in MUST or not said or one.fingerprint not in answers.fingerprints
    ]
    if left:
        raise Unanswered(waiting)
    months.note_answers(month, waiting, by=by, reason=answers.reason)


# --- what the database holds --------------------------------------------------------------


def faults_of(rows: Sequence[Row]) -> list[str]:
    """What cannot be kept at all, by row: no work named, a text too long, an amount too large."""
    if refusal := months.too_many(len(rows)):
        return refusal
    told = [
        _("Row %(row)s: %(fault)s") % {"row": number, "fault": fault}
        for number, row in enumerate(rows, 1)
        for fault in _faults_in(row)
    ]
    if len(told) > MOST_TOLD:
        more = _("And %(count)s more.") % {"count": len(told) - MOST_TOLD}
        return [*told[:MOST_TOLD], more]
    return told


def _faults_in(row: Row) -> Iterator[str]:
    if not row.title.strip():
        yield _("The work bought is not named.")
    for model, name, text in _texts_of(row):
        field = model._meta.get_field(name)
        if len(text) > field.max_length:
            yield _("“%(name)s” is longer than %(most)s characters.") % {
                "name": field.verbose_name,
                "most": field.max_length,
            }
        if "\0" in text:
            yield _("“%(name)s” holds a sign that is none.") % {"name": field.verbose_name}
    amounts = (row.budget, row.reference_price, row.agreed)
    prices = (one.price for one in (*row.offers, *row.awards))
    if any(one is not None and not 0 <= one <= LARGEST for one in (*amounts, *prices)):
        yield _("An amount is below zero or larger than can be kept.")


def _texts_of(row: Row) -> Iterator[tuple[type[models.Model], str, str]]:
    for name in ("title", "reason", "project_number"):
        yield Purchase, name, getattr(row, name)
    for offer in row.offers:
        yield Bid, "name", offer.name
    for award in row.awards:
        yield Award, "name", award.name
        yield Award, "contract_number", award.contract_number


# --- waiting for a second look ------------------------------------------------------------


def packed(rows: Sequence[Row], month: PurchaseMonth, by: User) -> str:
    """The rows as signed text that a page may carry, for this person and this month."""
    plain = [_plain(asdict(row)) for row in rows]
    return signing.dumps(plain, salt=_salt(month, by), compress=True)


def unpacked(text: str, month: PurchaseMonth, by: User) -> list[Row]:
    """The rows again; raises NotAllowed when the text is not `packed`'s, or too old."""
    try:
        plain = signing.loads(text, salt=_salt(month, by), max_age=KEPT_FOR)
    except signing.BadSignature as error:  # also SignatureExpired
        raise NotAllowed([_("The sheet waited too long here. Bring it in once more.")]) from error
    return [_row(one) for one in plain]


def _salt(month: PurchaseMonth, by: User) -> str:
    return f"{SALT}.{month.pk}.{by.pk}"


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _plain(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    return str(value) if isinstance(value, Decimal | date) else value


def _row(plain: dict[str, Any]) -> Row:
    facts = dict(plain)
    for name in ("budget", "reference_price"):
        facts[name] = _amount(facts[name])
    facts["offers"] = tuple(Offer(one["name"], _amount(one["price"])) for one in plain["offers"])
    facts["awards"] = tuple(
        RowAward(
            one["name"],
            _amount(one["price"]),
            one["contract_number"],
            date.fromisoformat(one["contract_date"]) if one["contract_date"] else None,
        )
        for one in plain["awards"]
    )
    return Row(**facts)


def _amount(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)

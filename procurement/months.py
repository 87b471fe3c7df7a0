"""A month's summary: begun, filled, its remarks answered, brought to the public, missed.

Rows are written together, under the version of the publication, so that of two people who
save one wins and nothing is half-written. A purchase keeps its number while its month is
written anew, for its page has that number as its address.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Unit, User
from accounts.refusals import NotAllowed, changed_meanwhile, refuse_if
from accounts.rights import Right, may
from portal.thai.dates import month_name
from portal.thai.fiscal import BUDDHIST_ERA, FiscalYear, fiscal_year_of, month_end
from procurement.models import Acknowledgement, Award, Bid, Purchase, PurchaseMonth
from procurement.remarks import MUST, Remark, remarks_of
from procurement.rows import Row
from publications import publishing
from publications.models import Publication
from publications.moving import hold

SHORTEST_REASON = 5  # signs
ONE_DAY = timedelta(days=1)
MOST_ROWS = 500  # a month of the largest tambon has some two hundred


@dataclass(frozen=True)
class Entered:
    """A row as it was entered: the purchase that it changes, None for a new one."""

    row: Row
    pk: int | None = None
    plan_item_id: int | None = None


@dataclass(frozen=True)
class Judged:
    """A remark on a purchase, and the reason that somebody gave why it is right."""

    remark: Remark
    purchase: Purchase
    answer: Acknowledgement | None

    @property
    def stops(self) -> bool:
        """Whether the month cannot be published as long as it stands there like this."""
        return self.remark.code in MUST or self.answer is None


# --- beginning ----------------------------------------------------------------------------


def slug_of(month: date) -> str:
    """What tells its address: `month-2570-10`."""
    return f"month-{fiscal_year_of(month)}-{month.month}"


def title_of(month: date) -> str:
    """The official title of the form."""
    named = f"{month_name(month.month)} {month.year + BUDDHIST_ERA}"
    return f"สรุปผลการดำเนินการจัดซื้อจัดจ้างในรอบเดือน{named}"


def begin(month: date, *, unit: Unit, by: User) -> PurchaseMonth:
    """The month's summary, a new draft unless it is there; `month` is any day of it.

    Raises NotAllowed, also for a month that has not begun.
    """
    refuse_if(blockers_of_begin(month, by=by))
    first = month.replace(day=1)
    if there := PurchaseMonth.objects.filter(month=first).first():
        return there
    facts = {
        "title": title_of(first),
        "slug": slug_of(first),
        "unit": unit,
        "owner": by,
        "fiscal_year": fiscal_year_of(first),
        "document_date": min(month_end(first), timezone.localdate()),
        "month": first,
    }
    try:
        with transaction.atomic():
            return publishing.create("purchase_month", facts=facts, by=by)
    except (IntegrityError, NotAllowed):  # somebody else began it at the same moment
        return PurchaseMonth.objects.get(month=first)


def blockers_of_begin(month: date, *, by: User) -> list[str]:
    """Why the person cannot begin the month; empty when they can."""
    if not may(by, Right.KEEP_PROCUREMENT):
        return [_("Only whoever keeps the procurement may do this.")]
    if month.replace(day=1) > timezone.localdate():
        return [_("This month has not begun yet.")]
    return []


# --- rows -----------------------------------------------------------------------------------


def put_rows(
    month: PurchaseMonth,
    entered: Sequence[Entered],
    *,
    by: User,
    seen: int,
    reason: str = "",
    confirmed: frozenset[str] = frozenset(),
) -> None:
    """Make the rows those of the month, in their order; what is not among them is taken away.

    A public month needs a `reason`, which the public reads, and must not lack anything
    afterwards. Raises NotAllowed, NotConfirmed, Stale; then nothing is written.
    """
    with transaction.atomic():
        one = _held(month, by=by, seen=seen, reason=reason)
        refuse_if(too_many(len(entered)) or _emptied(one, entered))
        _write_rows(one, entered)
        PurchaseMonth.objects.filter(pk=one.pk).update(nothing_bought=False)
        _record(one, by=by, reason=reason, confirmed=confirmed)
    month.refresh_from_db()


def say_nothing_bought(month: PurchaseMonth, *, by: User, seen: int, reason: str = "") -> None:
    """Note that nothing was bought in the month; refused while it has rows."""
    with transaction.atomic():
        one = _held(month, by=by, seen=seen, reason=reason)
        if one.purchases.kept().exists():
            raise NotAllowed([_("The month has purchases. Take them away first.")])
        PurchaseMonth.objects.filter(pk=one.pk).update(nothing_bought=True)
        _record(one, by=by, reason=reason, confirmed=frozenset())
    month.refresh_from_db()


def publish_nothing_bought(month: date, *, unit: Unit, by: User) -> PurchaseMonth:
    """One click for a month without purchases: begun, said and public. Raises NotAllowed."""
    if month.replace(day=1) >= timezone.localdate().replace(day=1):
        raise NotAllowed([_("The month is not over: something may still be bought.")])
    with transaction.atomic():
        one = begin(month, unit=unit, by=by)
        say_nothing_bought(one, by=by, seen=one.version)
        publishing.publish(one, by=by, seen=one.version)
    return one


def _held(month: PurchaseMonth, *, by: User, seen: int, reason: str) -> PurchaseMonth:
    """The month's row until the transaction ends, when the person may write it now."""
    held = hold(month)
    refuse_if(publishing.blockers_of_change(held, by=by))
    if held.version != seen:
        raise changed_meanwhile()
    if held.is_public() and not reason.strip():
        raise NotAllowed([_("Say why it is changed: the public reads that.")])
    return held.purchasemonth


def _record(month: PurchaseMonth, *, by: User, reason: str, confirmed: frozenset[str]) -> None:
    """Version, history, guard and search; a published month must be complete afterwards."""
    month.refresh_from_db()
    public = month.state == Publication.State.PUBLISHED
    if public:
        refuse_if(what_is_missing(month))
    publishing.files_changed(
        month, by=by, words=reason.strip(), confirmed=confirmed if public else None
    )


def _emptied(month: PurchaseMonth, entered: Sequence[Entered]) -> list[str]:
    """Why a public month cannot lose all its rows, with the way to an empty one."""
    if entered or month.state != Publication.State.PUBLISHED:
        return []
    way = _("Change the row, or withdraw the month first: then it can say that nothing was bought.")
    return [_("A public month keeps at least one row."), way]


def too_many(rows: int) -> list[str]:
    """Why so many rows are no month; empty when they may be."""
    if rows <= MOST_ROWS:
        return []
    return [
        _("%(count)s rows are more than a month has (at most %(most)s).")
        % {"count": rows, "most": MOST_ROWS}
    ]


def _write_rows(month: PurchaseMonth, entered: Sequence[Entered]) -> None:
    kept = {one.pk: one for one in month.purchases.kept()}
    # Positions are unique: everything steps aside before it takes its new place.
    month.purchases.kept().update(position=None, removed_at=timezone.now())
    written = []
    for position, one in enumerate(entered):
        purchase = kept.get(one.pk) or Purchase(month=month)
        for name, value in _facts(one).items():
            setattr(purchase, name, value)
        purchase.position, purchase.removed_at = position, None
        written.append(purchase)
    new = [one for one in written if one.pk is None]
    old = [one for one in written if one.pk is not None]
    Purchase.objects.bulk_update(old, [*FACTS, "position", "removed_at"], batch_size=200)
    Purchase.objects.bulk_create(new)
    _write_sellers(written, [one.row for one in entered])


FACTS = (
    *("title", "budget", "reference_price", "method", "reason", "project_number"),
    *("plan_item_id", "agreed"),
)


def _facts(one: Entered) -> dict[str, Any]:
    row = one.row
    facts = {name: getattr(row, name) for name in FACTS[:6]}
    return facts | {"plan_item_id": one.plan_item_id, "agreed": row.agreed}


def _write_sellers(purchases: list[Purchase], rows: list[Row]) -> None:
    Bid.objects.filter(purchase__in=purchases).delete()
    Award.objects.filter(purchase__in=purchases).delete()
    pairs = list(zip(purchases, rows, strict=True))
    Bid.objects.bulk_create(
        Bid(purchase=purchase, position=place, name=offer.name, price=offer.price)
        for purchase, row in pairs
        for place, offer in enumerate(row.offers)
    )
    Award.objects.bulk_create(
        Award(
            purchase=purchase,
            position=place,
            name=award.name,
            price=award.price,
            contract_number=award.contract_number,
            contract_date=award.contract_date,
        )
        for purchase, row in pairs
        for place, award in enumerate(row.awards)
    )


# --- remarks ----------------------------------------------------------------------------------


def judged(month: PurchaseMonth) -> list[Judged]:
    """Every remark on the month's purchases with its answer, in the order of the rows."""
    purchases = list(month.purchases.kept().whole())
    answers = list(month.acknowledgements.select_related("by"))
    return judge(month.month, purchases, answers, before=earlier_rows(month))


def judge(
    month: date,
    purchases: Sequence[Purchase],
    answers: Iterable[Acknowledgement],
    *,
    before: Sequence[Row],
) -> list[Judged]:
    """The same from purchases that are read already; `before` are the year's earlier rows."""
    given = {one.fingerprint: one for one in answers}
    found = remarks_of([one.row() for one in purchases], month, before=before)
    return [
        Judged(
            remark=one,
            purchase=purchases[one.index],
            answer=None if one.code in MUST else given.get(one.fingerprint),
        )
        for one in found
    ]


def earlier_rows(month: PurchaseMonth) -> list[Row]:
    """What the same fiscal year bought in the months before, published or not."""
    year = FiscalYear(fiscal_year_of(month.month))
    before = Purchase.objects.kept().filter(
        month__month__gte=year.start, month__month__lt=month.month
    )
    return [one.row() for one in before.exclude(month__state="withdrawn").whole()]


def acknowledge(month: PurchaseMonth, fingerprints: Iterable[str], *, by: User, reason: str) -> int:
    """Note why the remarks are right as they stand; how many were noted.

    The same reason may answer several. Raises NotAllowed: without a reason, for a remark that
    is not there (any more), or that must be mended.
    """
    refuse_if(publishing.blockers_of_change(month, by=by))
    if len(reason.strip()) < SHORTEST_REASON:
        raise NotAllowed([_("Say in a few words why it is right.")])
    open_ones = {
        one.remark.fingerprint: one.remark
        for one in judged(month)
        if one.answer is None and one.remark.code not in MUST
    }
    wanted = set(fingerprints)
    if not wanted or not wanted <= set(open_ones):
        raise NotAllowed([_("The rows have changed meanwhile; look at the remarks again.")])
    note_answers(month, [open_ones[one] for one in sorted(wanted)], by=by, reason=reason)
    return len(wanted)


def note_answers(month: PurchaseMonth, remarks: Iterable[Remark], *, by: User, reason: str) -> None:
    """Write down why the remarks are right; one that was answered before keeps its answer."""
    Acknowledgement.objects.bulk_create(
        (
            Acknowledgement(
                month=month,
                code=one.code,
                fingerprint=one.fingerprint,
                reason=reason.strip(),
                by=by,
            )
            for one in remarks
        ),
        ignore_conflicts=True,
    )


def what_is_missing(month: PurchaseMonth) -> list[str]:
    """What stands between the month and the public."""
    has_rows = month.purchases.kept().exists()
    if not has_rows and not month.nothing_bought:
        return [_("Enter the purchases of the month, or say that nothing was bought.")]
    return what_stops(judged(month))


def what_stops(found: Iterable[Judged]) -> list[str]:
    """How many of the remarks stand between the month and the public, in words."""
    stopping = [one for one in found if one.stops]
    must = sum(one.remark.code in MUST for one in stopping)
    reasons = []
    if must:
        words = ngettext(
            "%(count)d thing must be mended in the rows.",
            "%(count)d things must be mended in the rows.",
            must,
        )
        reasons.append(words % {"count": must})
    if asked := len(stopping) - must:
        words = ngettext(
            "%(count)d remark waits for a reason.", "%(count)d remarks wait for a reason.", asked
        )
        reasons.append(words % {"count": asked})
    return reasons


# --- what is missed ---------------------------------------------------------------------------


def missing_months(today: date | None = None) -> list[date]:
    """First days of the months that are over and that the public cannot read, oldest first.

    They are counted from the first month that the office ever brought here; an office that
    has none yet misses nothing.
    """
    today = today or timezone.localdate()
    first = PurchaseMonth.objects.order_by("month").values_list("month", flat=True).first()
    if first is None:
        return []
    public = set(PurchaseMonth.objects.public().values_list("month", flat=True))
    months, one = [], first
    while month_end(one) < today:
        if one not in public:
            months.append(one)
        one = (month_end(one) + ONE_DAY).replace(day=1)
    return months

"""The plan of a fiscal year: begun, its projects written, and every change of a public one told.

A plan is announced (section 11 of the Act of 2560), and whoever changes an announced one says
why (the Ministry of Finance's Regulation of 2560, clause 13). So, once the public has read it,
nothing leaves it: a project is added, changed or cancelled, each with its reason.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

from django.db import IntegrityError, models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Unit, User
from accounts.refusals import NotAllowed, changed_meanwhile, refuse_if
from accounts.rights import Right, may
from portal.thai.baht import format_baht
from portal.thai.fiscal import fiscal_year_of
from procurement.intake.plan import PlanRow
from procurement.models import PlanChange, PlanItem, PurchasePlan
from procurement.rows import LARGEST
from publications import publishing
from publications.models import Publication
from publications.moving import hold

MOST_ITEMS = 1000
EARLIEST = 2500  # Buddhist-era
FACTS = ("title", "budget", "egp_code", "expected_month")
Kind = PlanChange.Kind


# --- beginning ----------------------------------------------------------------------------


def slug_of(year: int) -> str:
    """What tells its address: `plan-2570`."""
    return f"plan-{year}"


def title_of(year: int) -> str:
    """The title of the announcement."""
    return f"แผนการจัดซื้อจัดจ้าง ประจำปีงบประมาณ พ.ศ. {year}"


def begin(year: int, *, unit: Unit, by: User) -> PurchasePlan:
    """The plan of the Buddhist-era fiscal year, a new draft unless it is there.

    Raises NotAllowed, also for a year further off than the next one.
    """
    refuse_if(blockers_of_begin(year, by=by))
    if there := PurchasePlan.objects.filter(slug=slug_of(year)).first():
        return there
    facts = {
        "title": title_of(year),
        "slug": slug_of(year),
        "unit": unit,
        "owner": by,
        "fiscal_year": year,
        "document_date": timezone.localdate(),
    }
    try:
        with transaction.atomic():
            return publishing.create("purchase_plan", facts=facts, by=by)
    except (IntegrityError, NotAllowed):  # somebody else began it at the same moment
        return PurchasePlan.objects.get(slug=slug_of(year))


def blockers_of_begin(year: int, *, by: User) -> list[str]:
    """Why the person cannot begin the plan; empty when they can."""
    if not may(by, Right.KEEP_PROCUREMENT):
        return [_("Only whoever keeps the procurement may do this.")]
    if not EARLIEST <= year <= fiscal_year_of(timezone.localdate()) + 1:
        return [_("A plan is made for this fiscal year or for the next one.")]
    return []


# --- projects -----------------------------------------------------------------------------


def add(
    plan: PurchasePlan,
    rows: Sequence[PlanRow],
    *,
    by: User,
    seen: int,
    reason: str = "",
    confirmed: frozenset[str] = frozenset(),
) -> list[PlanItem]:
    """Put the projects at the end of the plan.

    Raises NotAllowed, NotConfirmed, Stale; then nothing is written.
    """
    with transaction.atomic():
        one = _held(plan, by=by, seen=seen, reason=reason)
        refuse_if(faults_of(one, rows))
        last = one.items.aggregate(last=models.Max("position"))["last"]
        start = 0 if last is None else last + 1
        items = [
            PlanItem(plan=one, position=position, **_facts(row))
            for position, row in enumerate(rows, start)
        ]
        PlanItem.objects.bulk_create(items)
        _tell(one, [(item, Kind.ADDED, {}) for item in items], by=by, reason=reason)
        _record(one, by=by, reason=reason, confirmed=confirmed)
    plan.refresh_from_db()
    return items


def change(
    plan: PurchasePlan,
    item: PlanItem,
    row: PlanRow,
    *,
    by: User,
    seen: int,
    reason: str = "",
    confirmed: frozenset[str] = frozenset(),
) -> bool:
    """Write the project anew; False when nothing differs.

    Raises NotAllowed, also for one that is cancelled; NotConfirmed, Stale.
    """
    with transaction.atomic():
        if publishing.blockers_of_change(plan, by=by) == [] and _is_the_same(plan, item, row, seen):
            return False
        one = _held(plan, by=by, seen=seen, reason=reason)
        held = _standing(one, item)
        refuse_if(faults_of(one, [row], besides=held.pk))
        before = texts_of(held)
        for name, value in _facts(row).items():
            setattr(held, name, value)
        held.save()
        _tell(one, [(held, Kind.CHANGED, before)], by=by, reason=reason)
        _record(one, by=by, reason=reason, confirmed=confirmed)
    plan.refresh_from_db()
    return True


def _is_the_same(plan: PurchasePlan, item: PlanItem, row: PlanRow, seen: int) -> bool:
    held = PlanItem.objects.filter(plan=plan, pk=item.pk, **_facts(row))
    return held.exists() and PurchasePlan.objects.filter(pk=plan.pk, version=seen).exists()


def cancel(
    plan: PurchasePlan,
    item: PlanItem,
    *,
    by: User,
    seen: int,
    reason: str,
    confirmed: frozenset[str] = frozenset(),
) -> None:
    """Let the project stand as cancelled in a plan that the public has read.

    Raises NotAllowed, NotConfirmed, Stale.
    """
    with transaction.atomic():
        one = _held(plan, by=by, seen=seen, reason=reason)
        held = _standing(one, item)
        if not one.was_public():
            raise NotAllowed([_("Nobody outside has read it yet: take it out instead.")])
        before = texts_of(held)
        held.cancelled_on = timezone.localdate()
        held.save()
        _tell(one, [(held, Kind.CANCELLED, before)], by=by, reason=reason)
        _record(one, by=by, reason=reason, confirmed=confirmed)
    plan.refresh_from_db()


def remove(plan: PurchasePlan, item: PlanItem, *, by: User, seen: int) -> None:
    """Take the project out of a plan that nobody outside has read.

    Raises NotAllowed, also while a purchase or notice names it; Stale.
    """
    with transaction.atomic():
        one = _held(plan, by=by, seen=seen, reason="")
        held = _standing(one, item)
        if one.was_public():
            raise NotAllowed([_("The public has read it: cancel it with a reason instead.")])
        if held.purchases.exists() or held.notices.exists():
            raise NotAllowed([_("A purchase or a notice names this project.")])
        held.delete()
        after = one.items.filter(position__gt=held.position)
        after.update(position=models.F("position") - 1)
        _record(one, by=by, reason="", confirmed=frozenset())
    plan.refresh_from_db()


def what_is_missing(plan: PurchasePlan) -> list[str]:
    """What stands between the plan and the public."""
    return [] if plan.items.exists() else [_("The plan has no project yet.")]


# --- what the verbs share -----------------------------------------------------------------


def faults_of(
    plan: PurchasePlan, rows: Sequence[PlanRow], *, besides: int | None = None
) -> list[str]:
    """Why the projects cannot be kept in the plan; `besides` is the one that is written anew."""
    others = plan.items.exclude(pk=besides)
    codes = set(others.exclude(egp_code="").values_list("egp_code", flat=True))
    faults = []
    if others.count() + len(rows) > MOST_ITEMS:
        faults.append(_("A plan holds at most %(most)s projects.") % {"most": MOST_ITEMS})
    for row in rows:
        faults += _faults_in(row)
        if row.egp_code and row.egp_code in codes:
            words = _("The plan has a project with the code %(code)s already.")
            faults.append(words % {"code": row.egp_code})
        codes.add(row.egp_code)
    return faults[:20]


def _faults_in(row: PlanRow) -> list[str]:
    faults = []
    if not row.title.strip():
        faults.append(_("The project is not named."))
    for name in ("title", "egp_code"):
        field, text = PlanItem._meta.get_field(name), getattr(row, name)
        if len(text) > field.max_length or "\0" in text:
            words = _("“%(name)s” is longer than %(most)s characters.")
            faults.append(words % {"name": field.verbose_name, "most": field.max_length})
    if not 0 <= row.budget <= LARGEST:
        faults.append(_("An amount is below zero or larger than can be kept."))
    return faults


def _facts(row: PlanRow) -> dict[str, object]:
    return {name: value for name, value in asdict(row).items() if name in FACTS}


def texts_of(item: PlanItem) -> dict[str, str]:
    """The project as texts by the name of the fact; what history and changes keep."""
    return {
        "code": item.egp_code,
        "title": item.title,
        "budget": format_baht(item.budget),
        "month": item.expected_month.strftime("%Y-%m") if item.expected_month else "",
        "cancelled": item.cancelled_on.isoformat() if item.cancelled_on else "",
    }


def _held(plan: PurchasePlan, *, by: User, seen: int, reason: str) -> PurchasePlan:
    """The plan's row until the transaction ends, when the person may write it now."""
    held = hold(plan)
    refuse_if(publishing.blockers_of_change(held, by=by))
    if held.version != seen:
        raise changed_meanwhile()
    if held.was_public() and not reason.strip():
        raise NotAllowed([_("Say why it is changed: the public reads that.")])
    return held.purchaseplan


def _standing(plan: PurchasePlan, item: PlanItem) -> PlanItem:
    held = plan.items.filter(pk=item.pk, cancelled_on__isnull=True).first()
    if held is None:
        raise NotAllowed([_("This project does not stand in the plan any more.")])
    return held


def _tell(
    plan: PurchasePlan,
    changed: list[tuple[PlanItem, str, dict[str, str]]],
    *,
    by: User,
    reason: str,
) -> None:
    """Write the changes down for the public, where it has read the plan."""
    if not plan.was_public():
        return
    PlanChange.objects.bulk_create(
        PlanChange(
            item=item,
            kind=kind,
            on=timezone.localdate(),
            reason=reason.strip(),
            before=before,
            after=texts_of(item),
            by=by,
        )
        for item, kind, before in changed
    )


def _record(plan: PurchasePlan, *, by: User, reason: str, confirmed: frozenset[str]) -> None:
    """Version, history, guard and search; a published plan must be complete afterwards."""
    known = plan.state in (Publication.State.PUBLISHED, Publication.State.WITHDRAWN)
    if plan.state == Publication.State.PUBLISHED:
        refuse_if(what_is_missing(plan))
    publishing.files_changed(
        plan, by=by, words=reason.strip(), confirmed=confirmed if known else None
    )

"""The life of a report: drafted, submitted, signed place by place, returned, completed.

One verb a transition. Each checks `blockers`, writes under a condition that only one of
two simultaneous callers can meet, records the event, and asks for the new PDF; all in one
transaction. The table below is the diagram:

    draft --submit--> in_chain(0) --sign--> in_chain(1) … --sign--> signed
    in_chain(n) --return_to(m)--> in_chain(m), signatures before m carried over
    in_chain(n) --return_to(author) / recall--> draft, no signature counts any more
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.holders import Capacity, capacity
from accounts.models import User
from accounts.refusals import NotAllowed, refuse_if
from accounts.rights import Right, may
from measures.models import FiscalYear, Plan
from reports import rendering
from reports.chains import posts_for
from reports.content import Span, content_hash, read_plan
from reports.documents import document_of
from reports.drafting import draft, last_year_of, reference_start
from reports.models import ChainPlace, Layout, Report, ReportEvent, SignOff
from reports.papers import current_sign_offs

Kind = ReportEvent.Kind
State = Report.State

# Fields of a draft that its author edits.
EDITABLE = (
    "unit_id", "reference", "dated", "subject", "addressee", "title_lines", "opening", "closing",
)  # fmt: skip


@dataclass(frozen=True)
class Seen:
    """The state the caller looked at; a report that has moved on since is left alone."""

    round: int
    version: int
    position: int | None

    @classmethod
    def of(cls, report: Report) -> Seen:
        return cls(report.round, report.version, report.position)


# --- Drafting ------------------------------------------------------------------------------


@transaction.atomic
def create_report(
    *, plan: Plan, span: Span, layout: Layout, unit=None, by: User, dated: date | None = None
) -> Report:
    """A draft with texts from the layout and the data, and the layout's chain of posts."""
    if not may(by, Right.WRITE_REPORT):
        raise NotAllowed([_("Only the planner or a report author writes reports.")])
    year: FiscalYear = plan.fiscal_year
    rows = read_plan(plan, span)
    texts = draft(layout, rows, unit=unit, last_year=last_year_of(year))
    report = Report.objects.create(
        fiscal_year=year, round_code=span.round_code, starts=span.starts, ends=span.ends,
        layout=layout, unit=unit, reference=reference_start(unit), subject=texts.subject,
        addressee=texts.addressee,
        title_lines=texts.title_lines, opening=texts.opening, closing=texts.closing,
        dated=dated, author=by,
    )  # fmt: skip
    ChainPlace.objects.bulk_create(chain_places(report, layout))
    _record(report, Kind.CREATED, by=by)
    return report


def chain_places(report: Report, layout: Layout) -> list[ChainPlace]:
    """The layout's chain as posts of this office; ranks without a post are left out."""
    return [
        ChainPlace(report=report, position=position, post=post, label=label)
        for position, (post, label) in enumerate(posts_for(layout))
    ]


def edit_blockers(report: Report, *, by: User) -> list[str]:
    """Every reason why `by` cannot change the report now."""
    reasons = []
    if report.state != State.DRAFT:
        reasons.append(_("The report is in the chain; what is signed does not change."))
    if not may(by, Right.WRITE_REPORT):
        reasons.append(_("Only the planner or a report author writes reports."))
    return reasons


@transaction.atomic
def change(report: Report, *, by: User, seen: Seen, **fields) -> Report:
    """Saves edited texts of a draft; a copy older than the stored one is refused."""
    refuse_if(edit_blockers(report, by=by))
    changes = {name: fields[name] for name in EDITABLE if name in fields}
    _move(report, seen, state=State.DRAFT, **changes)
    _record(report, Kind.CHANGED, by=by)
    return report


# --- The chain -----------------------------------------------------------------------------


def submit_blockers(report: Report, *, by: User) -> list[str]:
    """Every reason why the report cannot enter the chain now."""
    reasons = edit_blockers(report, by=by)
    if report.layout.kind == Layout.Kind.MEMO:
        if not report.subject.strip():
            reasons.append(_("The subject is empty."))
        if not report.addressee.strip():
            reasons.append(_("The addressee is empty."))
        if report.dated is None:
            reasons.append(_("The memorandum has no date."))
    if len(report.layout.chain) > report.places.count():
        reasons.append(_("The chain is not complete: a post of the layout does not exist yet."))
    if not Plan.objects.filter(fiscal_year=report.fiscal_year).exists():
        reasons.append(_("The year has no plan."))
    return reasons


@transaction.atomic
def submit(report: Report, *, by: User, seen: Seen) -> Report:
    """Freezes the content and sends the report to the first post; without a chain it is done."""
    refuse_if(submit_blockers(report, by=by))
    content = document_of(report)
    now = timezone.now()
    frozen = {
        "content": content, "content_hash": content_hash(content), "submitted_at": now,
    }  # fmt: skip
    if report.places.exists():
        _move(report, seen, state=State.DRAFT, to=State.IN_CHAIN, position=0, **frozen)
        _record(report, Kind.SUBMITTED, by=by, to_position=0)
    else:
        _move(report, seen, state=State.DRAFT, to=State.SIGNED, signed_at=now, **frozen)
        _record(report, Kind.COMPLETED, by=by)
    rendering.request(report)
    return report


def waiting_place(report: Report) -> ChainPlace | None:
    """The place that is waited for; None outside the chain."""
    if report.state != State.IN_CHAIN:
        return None
    return report.places.select_related("post").get(position=report.position)


def signing_capacity(report: Report, *, by: User, day: date | None = None) -> Capacity | None:
    """How `by` may sign at the place that is waited for; None when they may not."""
    place = waiting_place(report)
    return capacity(by, place.post, day or timezone.localdate()) if place else None


def sign_blockers(report: Report, *, by: User) -> list[str]:
    """Every reason why `by` cannot sign now; empty when they can."""
    if report.state != State.IN_CHAIN:
        return [_("Nobody is waited for: the report is not in the chain.")]
    reasons = []
    if signing_capacity(report, by=by) is None:
        reasons.append(
            _("The report waits for %(post)s, a post you do not hold today.")
            % {"post": waiting_place(report).post}
        )
    if is_last(report) and by.pk in writers(report):
        reasons.append(_("Whoever wrote the report cannot give the last order on it."))
    return reasons


def writers(report: Report) -> set[int]:
    """Whose words the report may hold: its author's, and everyone's who changed it."""
    changed = report.events.filter(kind=Kind.CHANGED)
    return {report.author_id, *changed.values_list("by_id", flat=True)}


def is_last(report: Report) -> bool:
    return not report.places.filter(position__gt=report.position).exists()


@transaction.atomic
def sign(report: Report, *, by: User, seen: Seen, opinion: str = "") -> SignOff:
    """Signs at the place that is waited for and passes the report on.

    The signature freezes name, post lines, capacity, words, time and the hash of what was
    signed. Of two who sign at once, one finds that the report has moved on.
    """
    refuse_if(sign_blockers(report, by=by))
    holding = signing_capacity(report, by=by)
    place = waiting_place(report)
    now = timezone.now()
    if is_last(report):
        _move(report, seen, state=State.IN_CHAIN, to=State.SIGNED, position=None, signed_at=now)
    else:
        _move(report, seen, state=State.IN_CHAIN, position=place.position + 1)
    sign_off = SignOff.objects.create(
        report=report, round=report.round, position=place.position, person=by, post=place.post,
        kind=holding.kind, name=by.get_full_name(), lines=list(holding.lines),
        order_reference=holding.order_reference, label=place.label, opinion=opinion.strip(),
        signature=_copy_of(by.signature), content_hash=report.content_hash, signed_at=now,
    )  # fmt: skip
    _record(
        report, Kind.SIGNED, by=by, position=place.position, to_position=report.position,
        by_lines=holding.lines, reason=opinion.strip(),
    )  # fmt: skip
    if report.state == State.SIGNED:
        _record(report, Kind.COMPLETED, by=by, position=place.position, by_lines=holding.lines)
    rendering.request(report)
    return sign_off


def return_blockers(report: Report, *, by: User, to: int | None, reason: str) -> list[str]:
    """Every reason why `by` cannot send the report back to place `to` (None: the author)."""
    reasons = []
    if report.state != State.IN_CHAIN:
        reasons.append(_("Nobody is waited for: the report is not in the chain."))
    elif signing_capacity(report, by=by) is None:
        reasons.append(
            _("The report waits for %(post)s, a post you do not hold today.")
            % {"post": waiting_place(report).post}
        )
    elif to is not None and not 0 <= to < report.position:
        reasons.append(_("A report goes back to an earlier place of the chain."))
    if not reason.strip():
        reasons.append(_("Say why the report goes back."))
    return reasons


@transaction.atomic
def return_to(report: Report, *, by: User, seen: Seen, to: int | None, reason: str) -> Report:
    """Sends the report back with a reason; a new round of the chain begins.

    To a place in the middle: what was signed before it still stands and is carried over.
    To the author (`to` None): the content may change, so no signature counts any more.
    """
    refuse_if(return_blockers(report, by=by, to=to, reason=reason))
    holding = signing_capacity(report, by=by)
    left = report.position
    standing = current_sign_offs(report)
    if to is None:
        _move(
            report, seen, state=State.IN_CHAIN, to=State.DRAFT, position=None,
            round=report.round + 1, content=None, content_hash="",
        )  # fmt: skip
    else:
        _move(report, seen, state=State.IN_CHAIN, position=to, round=report.round + 1)
        _carry(standing, report, before=to)
        rendering.request(report)
    _record(
        report, Kind.RETURNED, by=by, position=left, to_position=to,
        by_lines=holding.lines, reason=reason.strip(),
    )  # fmt: skip
    return report


def recall_blockers(report: Report, *, by: User, reason: str) -> list[str]:
    """Every reason why `by` cannot take the report back."""
    reasons = []
    if report.state != State.IN_CHAIN:
        reasons.append(_("Only a report in the chain can be taken back."))
    if by.pk != report.author_id:
        reasons.append(_("Only its author takes a report back."))
    if not reason.strip():
        reasons.append(_("Say why the report is taken back."))
    return reasons


@transaction.atomic
def recall(report: Report, *, by: User, seen: Seen, reason: str) -> Report:
    """The author takes the report back to change it; signatures so far stop counting."""
    refuse_if(recall_blockers(report, by=by, reason=reason))
    left = report.position
    _move(
        report, seen, state=State.IN_CHAIN, to=State.DRAFT, position=None,
        round=report.round + 1, content=None, content_hash="",
    )  # fmt: skip
    _record(report, Kind.RECALLED, by=by, position=left, reason=reason.strip())
    return report


# --- The one door to the row ---------------------------------------------------------------


def _move(report: Report, seen: Seen, *, state: str, to: str | None = None, **changes) -> None:
    """Changes the row only if it is still as the caller saw it; one winner on any database.

    What the caller saw must also be what the blockers have judged: a page that claims a state
    to come would otherwise pass by the places between.
    """
    if seen != Seen.of(report):
        raise NotAllowed([_("The report has moved on since you opened it; look at it again.")])
    if to is not None:
        changes["state"] = to
    changes["version"] = seen.version + 1
    here = Report.objects.filter(
        pk=report.pk, state=state, round=seen.round, version=seen.version, position=seen.position
    )
    if not here.update(**changes):
        raise NotAllowed([_("The report has moved on since you opened it; look at it again.")])
    report.refresh_from_db()


def _carry(standing: list[SignOff], report: Report, *, before: int) -> None:
    """Writes the signatures before the place again for the new round."""
    for old in standing:
        if old.position < before:
            fields = {
                field.attname: getattr(old, field.attname)
                for field in SignOff._meta.concrete_fields
                if not field.primary_key
            }
            fields |= {"round": report.round, "carried_from_id": old.pk}
            SignOff.objects.create(**fields)


def _copy_of(signature):
    """A copy of the image as it is now: replacing it later changes no signed paper."""
    if not signature:
        return ""
    with signature.open("rb") as handle:
        return ContentFile(handle.read(), name="signature.png")


def _record(report: Report, kind: str, *, by: User, by_lines=(), **fields) -> ReportEvent:
    return ReportEvent.objects.create(
        report=report, kind=kind, by=by, by_lines=list(by_lines), round=report.round, **fields
    )

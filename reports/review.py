"""What the page of a report shows: the chain as it stands, what I can do, and why not."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.utils import timezone

from accounts.holders import holders
from accounts.models import Appointment, Post, User
from accounts.rights import Right, may
from portal.templatetags.thai import thai_datetime
from reports import workflow
from reports.forms import RecallForm, SeenForm, SignForm
from reports.models import Rendering, Report, ReportEvent, SignOff
from reports.papers import current_sign_offs
from reports.rendering import give_up_if_lost
from reports.workflow import Seen


@dataclass(frozen=True)
class Place:
    """A place of the chain on the screen: signed, waited for, or still to come."""

    post: Post
    label: str
    state: str  # "signed", "waiting", "coming"
    sign_off: SignOff | None = None
    holders: list[Appointment] = field(default_factory=list)

    @property
    def names(self) -> str:
        """Who could sign here today, those who act first."""
        return ", ".join(str(holder.person) for holder in self.holders)

    @property
    def acting(self) -> str:
        """The acting line of a signature given for another post."""
        return self.sign_off.lines[-1] if len(self.sign_off.lines) > 1 else ""

    @property
    def when(self) -> str:
        return thai_datetime(self.sign_off.signed_at)


def chain(report: Report) -> list[Place]:
    """The places in order; for those not signed, who could sign there today."""
    signed = {sign_off.position: sign_off for sign_off in current_sign_offs(report)}
    today = timezone.localdate()
    return [
        Place(
            post=place.post,
            label=place.label,
            state=_state(report, place.position, signed),
            sign_off=signed.get(place.position),
            holders=[] if place.position in signed else holders(place.post, today),
        )
        for place in report.places.select_related("post")
    ]


def _state(report: Report, position: int, signed: dict) -> str:
    if position in signed:
        return "signed"
    return "waiting" if report.position == position else "coming"


def review_context(report: Report, user: User) -> dict:
    """Everything `report_detail.html` and its parts need."""
    seen = vars(Seen.of(report))
    writes = may(user, Right.WRITE_REPORT)
    draft = report.state == Report.State.DRAFT
    sign_blockers = workflow.sign_blockers(report, by=user)
    events = list(report.events.select_related("by").order_by("-at", "-pk"))
    rendering = latest_rendering(report)
    return {
        "report": report,
        "chain": chain(report),
        "events": events,
        "returned": _last_return(events),
        "rendering": rendering,
        "older_preview": draft and rendering is not None and _changed_since(rendering, events),
        "earlier": report.renderings.filter(state=Rendering.State.DONE, draft=False),
        "seen_form": SeenForm(initial=seen),
        "sign_form": SignForm(initial=seen),
        "recall_form": RecallForm(initial=seen),
        "capacity": workflow.signing_capacity(report, by=user),
        "sign_blockers": sign_blockers,
        "can_sign": not sign_blockers,
        "submit_blockers": workflow.submit_blockers(report, by=user) if draft else [],
        "can_edit": draft and writes,
        "can_return": workflow.signing_capacity(report, by=user) is not None,
        "can_recall": report.state == Report.State.IN_CHAIN and report.author_id == user.pk,
    }


def _last_return(events: list[ReportEvent]) -> ReportEvent | None:
    """The return that nothing but changes of the text has answered yet."""
    answers = (event for event in events if event.kind != ReportEvent.Kind.CHANGED)
    last = next(answers, None)
    return last if last and last.kind == ReportEvent.Kind.RETURNED else None


def _changed_since(rendering: Rendering, events: list[ReportEvent]) -> bool:
    """Whether the text was changed after this PDF was asked for."""
    changes = (event.at for event in events if event.kind == ReportEvent.Kind.CHANGED)
    last = next(changes, None)
    return last is not None and last > rendering.requested_at


def latest_rendering(report: Report) -> Rendering | None:
    """The newest PDF of the report as it stands: a draft's own, or one of the chain."""
    draft = report.state == Report.State.DRAFT
    found = report.renderings.filter(draft=draft)
    if not draft:
        found = found.filter(round=report.round)
    latest = found.order_by("-pk").first()
    return latest and give_up_if_lost(latest)

"""Where a publication stands and what happened to it, in words for the staff's pages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext_lazy

from accounts.models import User
from portal.templatetags.thai import thai_datetime
from publications import publishing
from publications.completeness import what_is_missing
from publications.deciding import decides
from publications.models import Attachment, Publication, PublicationEvent

State, Event = Publication.State, PublicationEvent.Kind

# Where a publication stands as people see it: its state, and what the clock makes of it.
LABELS: dict[str, Promise] = {
    "draft": pgettext_lazy("publication state", "draft"),
    "in_review": pgettext_lazy("publication state", "in review"),
    "scheduled": pgettext_lazy("publication state", "scheduled"),
    "published": pgettext_lazy("publication state", "published"),
    "over": pgettext_lazy("publication state", "its time is over"),
    "withdrawn": pgettext_lazy("publication state", "withdrawn"),
}


def state_of(publication: Publication, now: datetime | None = None) -> str:
    """A key of LABELS."""
    now = now or timezone.now()
    if publication.state != State.PUBLISHED:
        return publication.state
    if publication.is_scheduled(now):
        return "scheduled"
    return "over" if publication.is_over(now) else "published"


@dataclass(frozen=True)
class Act:
    """A thing to do with a publication: whether it is offered, and why it is off."""

    offered: bool
    reasons: list[str]

    @property
    def ready(self) -> bool:
        return self.offered and not self.reasons


def acts_of(publication: Publication, by: User) -> dict[str, Act]:
    """What the page offers to the person, by the verb's name.

    Offered is what the state and the person's rights have in common; a reason then says what
    is missing. The verbs ask again themselves.
    """
    state, webmaster = state_of(publication), decides(by, publication.kind)
    writes = not publishing.blockers_of_change(publication, by=by)

    def open_to(*states: str, blockers: list[str]) -> Act:
        return Act(state in states and not blockers, [])

    missing = what_is_missing(publication)
    return {
        "edit": Act(writes, []),
        "submit": Act(state == "draft" and writes and not webmaster, missing),
        "publish": Act(webmaster and state in ("draft", "in_review", "withdrawn"), missing),
        "send_back": open_to(
            "in_review", blockers=publishing.blockers_of_send_back(publication, by=by)
        ),
        "take_back": open_to(
            *("in_review", "scheduled"),
            blockers=publishing.blockers_of_take_back(publication, by=by),
        ),
        "reschedule": open_to(
            *("scheduled", "published", "over"),
            blockers=publishing.blockers_of_reschedule(publication, by=by),
        ),
        "withdraw": open_to(
            *("published", "over"),
            blockers=publishing.blockers_of_withdraw(publication, by=by),
        ),
        "reviewed": open_to(
            "published", blockers=publishing.blockers_of_mark_reviewed(publication, by=by)
        ),
    }


@dataclass(frozen=True)
class Happening:
    """A row of the history as people read it."""

    title: str
    by: User
    at: datetime
    words: str
    returned: bool = False


def happenings_of(publication: Publication) -> list[Happening]:
    """What happened, latest first."""
    events = publication.events.select_related("by").order_by("-at", "-pk")
    return [_happening(one) for one in events]


def last_return(publication: Publication) -> PublicationEvent | None:
    """The webmaster's words that a draft has not answered yet."""
    if publication.state != State.DRAFT:
        return None
    stations = (Event.CREATED, Event.SUBMITTED, Event.RETURNED, Event.TAKEN_BACK)
    last = publication.events.filter(kind__in=stations).order_by("-at", "-pk").first()
    return last if last and last.kind == Event.RETURNED else None


def _happening(event: PublicationEvent) -> Happening:
    words = {
        Event.PUBLISHED: _span_in_words,
        Event.SCHEDULED: _span_in_words,
        Event.CONFIRMED: _finds_in_words,
        Event.RESTORED: _version_in_words,
    }.get(event.kind, str)(event.words)
    if event.kind == Event.SCHEDULED and not words:
        words = _("for good")
    return Happening(
        title=event.get_kind_display(),
        by=event.by,
        at=event.at,
        words=words,
        returned=event.kind in (Event.RETURNED, Event.WITHDRAWN),
    )


def _span_in_words(words: str) -> str:
    """`2026-12-01T08:30+07:00/` as the history keeps it, as people say it."""
    starts, _stroke, ends = words.partition("/")
    said = []
    if starts:
        said.append(_("from %(time)s") % {"time": thai_datetime(datetime.fromisoformat(starts))})
    if ends:
        said.append(_("until %(time)s") % {"time": thai_datetime(datetime.fromisoformat(ends))})
    return " ".join(said)


def _finds_in_words(words: str) -> str:
    count = len(words.split())
    return ngettext("%(count)d place", "%(count)d places", count) % {"count": count}


def _version_in_words(words: str) -> str:
    number, _blank, reason = words.partition(" ")
    return " ".join([_("Version %(number)s") % {"number": number}, reason]).strip()


def files_in_words(files: list[Attachment], *, published: bool = False) -> list[str]:
    """What there is to know about the files: how many, which are not read, which are scans,
    and of a published one which the public does not see yet."""
    states = [one.text_state for one in files]
    Text = Attachment.TextState
    facts = [ngettext("%(count)d file", "%(count)d files", len(files)) % {"count": len(files)}]
    if reading := states.count(Text.WAITING) + states.count(Text.RUNNING):
        facts.append(
            ngettext("%(count)d is being read", "%(count)d are being read", reading)
            % {"count": reading}
        )
    if failed := states.count(Text.FAILED):
        facts.append(
            ngettext("%(count)d cannot be read", "%(count)d cannot be read", failed)
            % {"count": failed}
        )
    if scans := sum(one.has_text_layer is False for one in files):
        facts.append(
            ngettext("%(count)d is a scan without text", "%(count)d are scans without text", scans)
            % {"count": scans}
        )
    if published and (apart := sum(one.released_at is None for one in files)):
        facts.append(
            ngettext("%(count)d is not on the page yet", "%(count)d are not on the page yet", apart)
            % {"count": apart}
        )
    return facts

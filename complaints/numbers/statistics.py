"""What the public reads about complaints: numbers of whole quarters, halves and fiscal years.

Three numbers are shown as they are, for the OIT asks each office to publish them: how many
complaints there were, how many were finished, how many are in hand. Everything finer is shown of
whole halves only, small numbers left out (complaints/numbers/suppression.py), and counts what
happened within the half: what was published once never changes, so that two editions tell no
more than one. Days are days of Bangkok, as the rows hold them. An erased case counts, too.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from math import ceil
from statistics import median
from uuid import UUID

from django.db.models import Min
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from complaints.clocks import DAYS, Name, acknowledged_in_time
from complaints.models import AuditRow, Case, Recovery
from complaints.numbers.suppression import FEWEST, Shown, protected, summed
from complaints.sealed.recording import What
from portal.calendar_days import calendar
from portal.thai.fiscal import FiscalYear
from portal.thai.workdays import WorkCalendar

COLUMNS = (
    *("fiscal_year", "number", "category", "channel", "outcome", "verdict", "status"),
    *("received_on", "acknowledged_on", "examined_on", "closed_on"),
)


@dataclass(frozen=True)
class Flow:
    """Complaints of a period: carried into it, received and finished in it."""

    carried: int
    received: int
    finished: int

    @property
    def total(self) -> int:
        """All that there was to do."""
        return self.carried + self.received

    @property
    def in_hand(self) -> int:
        """What was left at the end."""
        return self.total - self.finished


@dataclass(frozen=True)
class Duration:
    """Days from receiving to the result: half took no longer than `median`, nine tenths than
    `ninth`."""

    median: float
    ninth: int


@dataclass(frozen=True)
class Figures:
    """A half or a year: `since` and `through` are the first and the last day counted.

    `parts` holds the breakdowns by their code, empty until the period is over.
    """

    starts: date
    ends: date
    since: date
    through: date
    flow: Flow
    parts: dict[str, Shown] = field(default_factory=dict)
    duration: Duration | None = None

    @property
    def is_over(self) -> bool:
        """Whether the period is counted to its end."""
        return self.through == self.ends


@dataclass(frozen=True)
class YearFigures:
    """A fiscal year with those of its halves that have a finished quarter."""

    number: int
    year: Figures
    halves: tuple[Figures, ...]


@dataclass(frozen=True)
class Source:
    """What the figures are made of, read once."""

    cases: list[Case]
    verdicts: list[tuple[date, UUID, str]]  # in their order
    days_off: WorkCalendar


@dataclass(frozen=True)
class Breakdown:
    """A way to divide the complaints of a half, with the words for each count."""

    code: str
    title: Promise
    note: Promise
    labels: dict[str, Promise]
    values: Callable[[Source, date, date], Iterable[str]]

    def of(self, source: Source, starts: date, ends: date) -> Shown:
        """The counts of a half that is over, as they may be published."""
        found = Counter(self.values(source, starts, ends))
        return protected({name: found[name] for name in self.labels})


def _received(attribute: str) -> Callable[[Source, date, date], Iterable[str]]:
    def values(source: Source, starts: date, ends: date) -> Iterable[str]:
        return (getattr(c, attribute) for c in source.cases if starts <= c.received_on <= ends)

    return values


def _closed(source: Source, starts: date, ends: date) -> list[Case]:
    return [c for c in source.cases if c.closed_on and starts <= c.closed_on <= ends]


def _outcomes(source: Source, starts: date, ends: date) -> Iterable[str]:
    return (case.outcome for case in _closed(source, starts, ends))


def _told(source: Source, starts: date, ends: date) -> Iterable[str]:
    """By the half in which the 15 days ended: then it is known for good."""
    for case in source.cases:
        due = source.days_off.last_day(case.received_on, DAYS[Name.ACKNOWLEDGE]).due
        if starts <= due <= ends:
            yield "in_time" if acknowledged_in_time(case, source.days_off) else "late"


def _verdicts(source: Source, starts: date, ends: date) -> Iterable[str]:
    """By the day on which it was given; the last one counts."""
    given = {case: verdict for day, case, verdict in source.verdicts if starts <= day <= ends}
    return given.values()


BREAKDOWNS = (
    Breakdown(
        "category",
        _("By subject"),
        _("Complaints received in the period."),
        dict(Case.Category.choices),
        _received("category"),
    ),
    Breakdown(
        "channel",
        _("By the way they came"),
        _("Complaints received in the period."),
        dict(Case.Channel.choices),
        _received("channel"),
    ),
    Breakdown(
        "acknowledged",
        _("Told within 15 days"),
        _("Complaints whose 15 days ended in the period."),
        {
            "in_time": pgettext_lazy("complainant", "told within 15 days"),
            "late": pgettext_lazy("complainant", "told later, or not yet"),
        },
        _told,
    ),
    Breakdown(
        "outcome",
        _("By outcome"),
        _("Complaints finished in the period."),
        dict(Case.Outcome.choices),
        _outcomes,
    ),
    Breakdown(
        "verdict",
        _("What the complainants said of it"),
        _("Verdicts given in the period; nobody has to give one."),
        dict(Case.Verdict.choices),
        _verdicts,
    ),
)


def published_through(today: date) -> date:
    """The last day of the last quarter that is over: nothing later is published."""
    year = FiscalYear.of(today)
    ended = [end for _start, end in year.quarters if end < today]
    return ended[-1] if ended else year.previous.end


def next_publication(today: date) -> date:
    """The day from which the present quarter is published."""
    begun = published_through(today) + timedelta(days=1)
    return next(end for start, end in FiscalYear.of(begun).quarters if start == begun) + timedelta(
        days=1
    )


def opened_on() -> date | None:
    """The day from which there could be complaints here; None before there is a recovery."""
    recovery = Recovery.objects.aggregate(first=Min("made_on"))["first"]
    received = Case.objects.aggregate(first=Min("received_on"))["first"]
    return min((day for day in (recovery, received) if day), default=None)


def years(today: date) -> list[YearFigures]:
    """The published years, the newest first; empty while no quarter is over."""
    opened, through = opened_on(), published_through(today)
    if opened is None or opened > through:
        return []
    source = read()
    numbers = range(FiscalYear.of(through).number, FiscalYear.of(opened).number - 1, -1)
    return [_year(source, FiscalYear(number), (opened, through)) for number in numbers]


def read() -> Source:
    """Everything that is counted, in three queries at most."""
    cases = list(Case.objects.only(*COLUMNS).order_by("received_on", "pk"))
    return Source(cases, _verdicts_of(cases), calendar())


def _verdicts_of(cases: list[Case]) -> list[tuple[date, UUID, str]]:
    """Each verdict with its day, from the chain; one without a row there counts from closing."""
    rows = AuditRow.objects.filter(event__0=What.VERDICT_GIVEN.value).order_by("number")
    given = [
        (date.fromisoformat(event[1]), UUID(event[2]), event[4])
        for event in rows.values_list("event", flat=True)
    ]
    known = {case for _day, case, _verdict in given}
    rest = [
        (case.closed_on, case.pk, case.verdict)
        for case in cases
        if case.verdict and case.closed_on and case.pk not in known
    ]
    return given + rest


def flow(cases: Iterable[Case], starts: date, through: date) -> Flow:
    """What was carried, received and finished from one day to another, both counted."""
    here = [case for case in cases if case.received_on <= through]
    open_then = [case for case in here if case.closed_on is None or case.closed_on >= starts]
    received = sum(case.received_on >= starts for case in open_then)
    finished = sum(case.closed_on is not None and case.closed_on <= through for case in open_then)
    return Flow(len(open_then) - received, received, finished)


def durations(source: Source, starts: date, ends: date) -> Duration | None:
    """How long results took, of at least 5; those joined with another case have none."""
    days = sorted(
        (case.closed_on - case.received_on).days
        for case in _closed(source, starts, ends)
        if case.outcome != Case.Outcome.MERGED
    )
    if len(days) < FEWEST:
        return None
    return Duration(median(days), days[ceil(0.9 * len(days)) - 1])


def _year(source: Source, year: FiscalYear, known: tuple[date, date]) -> YearFigures:
    """`known` are the first and the last day of which anything is published."""
    opened, through = known
    halves = tuple(
        _half(source, _counted(source, starts, ends, known))
        for starts, ends in (year.months(6), year.second_half())
        if starts <= through and opened <= ends
    )
    whole = _counted(source, year.start, year.end, known)
    return YearFigures(year.number, _whole(source, whole, halves), halves)


def _counted(source: Source, starts: date, ends: date, known: tuple[date, date]) -> Figures:
    since, through = max(starts, known[0]), min(ends, known[1])
    return Figures(starts, ends, since, through, flow(source.cases, starts, through))


def _half(source: Source, half: Figures) -> Figures:
    if not half.is_over:
        return half
    parts = {one.code: one.of(source, half.starts, half.ends) for one in BREAKDOWNS}
    return replace(half, parts=parts, duration=durations(source, half.starts, half.ends))


def _whole(source: Source, year: Figures, halves: tuple[Figures, ...]) -> Figures:
    if not year.is_over:
        return year
    parts = {one.code: summed([half.parts[one.code] for half in halves]) for one in BREAKDOWNS}
    # A half with too few results would show through the whole.
    told = all(half.duration or not half.flow.finished for half in halves)
    duration = durations(source, year.starts, year.ends) if told else None
    return replace(year, parts=parts, duration=duration)

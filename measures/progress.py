"""What happens to a progress entry: recorded, changed, accepted, returned.

One verb a transition. Each checks its blockers, moves the row by an UPDATE that finds it
only as the caller saw it, and writes the history, in one transaction: of two people at once
one wins, and the other gets `Stale` or `NotAllowed` with the reasons.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.refusals import Stale, refuse_if
from measures import evidence
from measures.evidence import FileChanges
from measures.locking import hold_open, locked_reason
from measures.models import EntryEvent, Evidence, ProgressEntry, Round, Step
from measures.models.progress import NOTHING_TO_REPORT
from measures.permissions import is_author, may_record, may_review
from portal.thai import fiscal

State = ProgressEntry.State
Kind = EntryEvent.Kind


@dataclass(frozen=True)
class Report:
    """What a person says was done; dates are calendar days in Bangkok."""

    round: Round
    evidence_date: date
    narrative: str
    problems: str = NOTHING_TO_REPORT
    suggestions: str = NOTHING_TO_REPORT
    completed_on: date | None = None

    def fields(self) -> dict[str, object]:
        """As columns of an entry; an empty "problems" says "none", the heading never goes."""
        return vars(self) | {
            "problems": self.problems.strip() or NOTHING_TO_REPORT,
            "suggestions": self.suggestions.strip() or NOTHING_TO_REPORT,
        }


def round_for(rounds: Iterable[Round], day: date) -> Round | None:
    """The round that a report on `day` belongs to: the first open one that holds the day."""
    holding = [one for one in rounds if one.starts <= day <= one.ends and not one.locked]
    return min(holding, key=lambda one: one.ends, default=None)


def record_blockers(step: Step, report: Report, *, by: User, today: date) -> list[str]:
    """Every reason `by` may not report this on the step; empty when they may."""
    reasons = []
    if not may_record(by, step):
        reasons.append(_("This step belongs to another unit."))
    return reasons + _report_blockers(step, report, today=today)


def change_blockers(entry: ProgressEntry, *, by: User) -> list[str]:
    """Every reason `by` may not change the entry or its files; empty when they may."""
    reasons = []
    if not may_record(by, entry.step):
        reasons.append(_("This step belongs to another unit."))
    if entry.state == State.ACCEPTED:
        reasons.append(_("The entry was accepted and is changed no more."))
    if entry.round.locked:
        reasons.append(locked_reason(entry.round))
    return reasons


def review_blockers(entry: ProgressEntry, *, by: User) -> list[str]:
    """Every reason `by` may not accept or return the entry; empty when they may."""
    reasons = []
    if not may_review(by):
        reasons.append(_("Only the planner accepts and returns entries."))
    if entry.state != State.SUBMITTED:
        reasons.append(_("The entry no longer waits for a review."))
    if entry.round.locked:
        reasons.append(locked_reason(entry.round))
    return reasons


def accept_blockers(entry: ProgressEntry, *, by: User, note: str = "") -> list[str]:
    """As `review_blockers`; one's own words are accepted only with a note.

    Four eyes are the rule, but in many offices the planner is the only one who could look:
    then the history says that it was the own entry, and what was checked.
    """
    reasons = review_blockers(entry, by=by)
    if is_author(by, entry) and not note.strip():
        reasons.append(_("You wrote this entry yourself: note what you checked to accept it."))
    return reasons


def record(
    step: Step,
    report: Report,
    *,
    by: User,
    form_token: UUID,
    today: date,
    files: FileChanges | None = None,
) -> tuple[ProgressEntry, bool]:
    """Record the report once; gives the entry and whether it is new.

    The token was made with the form: a double click or a POST sent again finds the entry
    that the first one made. Files that wait under the token become the entry's.
    """
    files = files or FileChanges(form_token)
    if known := find_by_token(step, form_token):
        return _with_late_files(known, files, by=by), False
    refuse_if(_spent(form_token) + record_blockers(step, report, by=by, today=today))
    try:
        with transaction.atomic():
            hold_open(report.round)
            entry = ProgressEntry.objects.create(
                step=step, entered_by=by, form_token=form_token, **report.fields()
            )
            evidence.apply(entry, files, by=by)
            _write_history(entry, Kind.RECORDED, by=by)
    except IntegrityError:
        if known := find_by_token(step, form_token):
            return _with_late_files(known, files, by=by), False
        raise
    return entry, True


def _spent(form_token: UUID) -> list[str]:
    """Why a token that made an entry of another step makes none here."""
    if ProgressEntry.objects.filter(form_token=form_token).exists():
        return [_("This form was sent for another step already; open the step again.")]
    return []


def find_by_token(step: Step, form_token: UUID) -> ProgressEntry | None:
    """The entry of this step that the form with this token made, if it did."""
    return ProgressEntry.objects.filter(step=step, form_token=form_token).first()


@transaction.atomic
def change(
    entry: ProgressEntry,
    report: Report,
    *,
    by: User,
    version: int,
    today: date,
    files: FileChanges | None = None,
) -> ProgressEntry:
    """Change the entry as it was at `version`; a returned one waits for review again."""
    reasons = change_blockers(entry, by=by) + _report_blockers(entry.step, report, today=today)
    refuse_if(_once(reasons))
    hold_open(entry.round)
    hold_open(report.round)
    _move(
        entry,
        from_states=(State.SUBMITTED, State.RETURNED),
        version=version,
        state=State.SUBMITTED,
        return_reason="",
        reviewed_by=None,
        reviewed_at=None,
        **report.fields(),
    )
    if files:
        evidence.apply(entry, files, by=by)
    _write_history(entry, Kind.CHANGED, by=by)
    return entry


@transaction.atomic
def accept(entry: ProgressEntry, *, by: User, version: int, note: str = "") -> ProgressEntry:
    """Accept the entry as it was at `version`; from now on nobody changes it."""
    refuse_if(accept_blockers(entry, by=by, note=note))
    _review(entry, by=by, version=version, state=State.ACCEPTED)
    _write_history(entry, Kind.ACCEPTED, by=by, reason=note.strip())
    return entry


@transaction.atomic
def return_entry(entry: ProgressEntry, *, by: User, version: int, reason: str) -> ProgressEntry:
    """Give the entry back to the unit with the reason; it counts no more until changed."""
    reasons = review_blockers(entry, by=by)
    if not reason.strip():
        reasons.append(_("Write why the entry is returned."))
    refuse_if(reasons)
    _review(entry, by=by, version=version, state=State.RETURNED, return_reason=reason.strip())
    _write_history(entry, Kind.RETURNED, by=by, reason=reason.strip())
    return entry


@transaction.atomic
def _with_late_files(entry: ProgressEntry, files: FileChanges, *, by: User) -> ProgressEntry:
    """Join files that the form brought when it came again, such as after "back"."""
    if change_blockers(entry, by=by) or not Evidence.objects.pending(files.token, by):
        return entry
    hold_open(entry.round)
    if evidence.apply(entry, FileChanges(files.token), by=by):
        states = (State.SUBMITTED, State.RETURNED)
        _move(entry, from_states=states, version=entry.version)
        _write_history(entry, Kind.CHANGED, by=by)
    return entry


def _review(entry: ProgressEntry, *, by: User, version: int, **changes) -> None:
    hold_open(entry.round)
    _move(
        entry,
        from_states=(State.SUBMITTED,),
        version=version,
        reviewed_by=by,
        reviewed_at=timezone.now(),
        **changes,
    )


def _move(entry: ProgressEntry, *, from_states, version: int, **changes) -> None:
    """One UPDATE that finds the row only as the caller saw it; Stale when it finds none."""
    here = ProgressEntry.objects.filter(pk=entry.pk, state__in=from_states, version=version)
    if not here.update(version=F("version") + 1, **changes):
        raise Stale([_("Somebody else has changed this entry in the meantime.")])
    entry.refresh_from_db()


def _report_blockers(step: Step, report: Report, *, today: date) -> list[str]:
    plan = step.measure.group.plan
    year = fiscal.FiscalYear(plan.fiscal_year.year)
    day, one = report.evidence_date, report.round
    reasons = []
    if not report.narrative.strip():
        reasons.append(_("Write what was done."))
    if day > today:
        reasons.append(_("The date it was done lies in the future."))
    if day not in year:
        reasons.append(_("The date lies outside fiscal year %(year)s.") % {"year": year.number})
    elif one.plan_id != plan.pk or not one.starts <= day <= one.ends:
        reasons.append(_("The date lies outside the round."))
    if report.completed_on and report.completed_on > today:
        reasons.append(_("The completion date lies in the future."))
    if one.locked:
        reasons.append(locked_reason(one))
    return reasons


def _once(reasons: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(reasons))


def _write_history(entry: ProgressEntry, kind: str, *, by: User, reason: str = "") -> None:
    EntryEvent.objects.create(
        entry=entry,
        kind=kind,
        by=by,
        reason=reason,
        snapshot=snapshot(entry, entry.evidence.kept()),
    )


def snapshot(entry: ProgressEntry, files: Iterable[Evidence] = ()) -> dict[str, object]:
    """How the entry reads now, as its history keeps it; files by the hash of what is stored."""
    return {
        "round": entry.round.code,
        "evidence_date": entry.evidence_date.isoformat(),
        "completed_on": entry.completed_on.isoformat() if entry.completed_on else None,
        "narrative": entry.narrative,
        "problems": entry.problems,
        "suggestions": entry.suggestions,
        "state": entry.state,
        "version": entry.version,
        "files": [
            {"name": one.original_name, "sha256": one.sha256, "caption": one.caption}
            for one in files
        ],
    }

"""How long a closed complaint is kept, by whose word longer, and how it goes for good.

A case goes together with those joined with it, and only when each of them may go. What stays
is the row for the statistics: numbers, category, outcome, verdict and days.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db import models, transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import User
from accounts.refusals import changed_meanwhile, refuse_if
from accounts.rights import Right, may
from complaints.models import (
    Case,
    Epoch,
    Exclusion,
    Extension,
    Item,
    Officer,
    SealedUpload,
    VaultSession,
)
from complaints.models.roster import BLANK
from complaints.officers.vault import officer_of
from complaints.querysets import CaseQuerySet
from complaints.sealed import recording
from complaints.sealed.joined import joined, joined_among, linked
from complaints.sealed.reading import alarm
from complaints.sealed.recording import What
from complaints.sealed.witness import about
from complaints.sealed.writing import Writer
from complaints.upkeep import left_files
from portal.templatetags.thai import thai_date
from portal.waiting import Waiting

Kind = Item.Kind


@dataclass(frozen=True)
class Keeping:
    """For how many years after closing a case is kept, and why: the officers' page says it."""

    years: int
    reason: str


# Personal data is erased when its purpose is over (PDPA 2562, s. 37(3)); the office sets the
# time. A later backup holds the case for as long as backups are kept (docs/OPERATIONS.md).
KEEPING = Keeping(
    years=1,
    reason=gettext_lazy(
        "A closed complaint is kept for one year: the reporter can still ask about it, and the "
        "authorities that oversee the office can still call for it. Then it is erased, for "
        "personal data is not kept longer than it is needed."
    ),
)
WARNED = timedelta(days=30)  # before a case goes
SETTLED = timedelta(days=14)  # nothing new has been written for so long
LONGEST_STEP = 1  # years that one extension adds at most


def end_of_keeping(closed_on: date) -> date:
    """The day from which a case closed on that day may go: what `Case.keep_until` is set to."""
    return years_later(closed_on, KEEPING.years)


def years_later(day: date, years: int) -> date:
    """The same day of a later year; after 29 February the day after, so that none is lost."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)


def may_go_on(cases: Sequence[Case]) -> date | None:
    """The day on which cases that are joined go together; None while one has no such day."""
    days = [_may_go_on(case) for case in cases]
    known = [day for day in days if day]
    return max(known) if known and len(known) == len(days) else None


def _may_go_on(case: Case) -> date | None:
    if case.status != Case.Status.CLOSED or not case.keep_until:
        return None
    return max(case.keep_until, case.last_item_on + SETTLED)


# --- what goes soon -------------------------------------------------------------------


@dataclass(frozen=True)
class Going:
    """A closed case that goes soon: when, and what was asked for it."""

    case: Case
    on: date
    asked: Extension | None


def going(cases: CaseQuerySet, today: date) -> list[Going]:
    """Those of the cases that go within 30 days or wait for an answer, the next ones first."""
    soon = Q(keep_until__lte=today + WARNED)
    waits = Q(extensions__agreed_by__isnull=True, extensions__until__gt=F("keep_until"))
    near = cases.filter(soon | waits, status=Case.Status.CLOSED, erased_on__isnull=True)
    asked = {
        one.case_id: one
        for one in waiting_answers()
        .filter(case__in=near)
        .select_related("asked_by__person", "reason")
    }
    links = linked()
    found = [
        Going(case, day, asked.get(case.pk))
        for case in near.distinct()
        if (day := may_go_on(joined_among(case, links)))
        and (day <= today + WARNED or case.pk in asked)
    ]
    return sorted(found, key=lambda one: (one.on, one.case.fiscal_year, one.case.number))


def for_person(user: User) -> Waiting | None:
    """An officer's cases that go soon, for the staff's home page (settings.STAFF_WAITING)."""
    if not may(user, Right.HANDLE_COMPLAINTS) or not (officer := officer_of(user)):
        return None
    count = len(going(Case.objects.readable_by(officer), timezone.localdate()))
    if not count:
        return None
    words = ngettext(
        "%(count)s closed complaint is erased soon.",
        "%(count)s closed complaints are erased soon.",
        count,
    )
    return Waiting(
        view_name="complaints-staff:cases",
        count=count,
        text=words % {"count": count},
        action=_("Look at what is erased"),
        url=reverse("complaints-staff:retention"),
    )


# --- kept longer ----------------------------------------------------------------------


def ask_longer(case: Case, until: date, reason: str, *, by: Officer) -> Extension:
    """Ask that a closed case be kept until a later day; the reason is sealed into the case.

    Raises NotAllowed with the reasons, Stale, Tampered.
    """
    words = _("Asks to keep the case until %(day)s: %(reason)s") % {
        "day": thai_date(until, "long"), "reason": reason,
    }  # fmt: skip
    with Writer.of(case) as writer:
        why = writer.text(Kind.RECORD, by.role, words)
        with recording.turn():
            refuse_if(against_asking(Case.objects.get(pk=case.pk), until))
            writer.save(case)
            # What was asked before the case was opened again and closed later is void.
            case.extensions.filter(agreed_by__isnull=True).delete()
            return Extension.objects.create(
                case_id=case.pk, until=until, asked_by=by, reason=why,
                asked_on=timezone.localdate(),
            )  # fmt: skip


def against_asking(case: Case, until: date | None = None) -> list[str]:
    """Why a case cannot be asked to be kept (until that day); empty when it can."""
    if case.status != Case.Status.CLOSED or not case.keep_until or case.erased_on:
        return [_("Only a closed case has a day on which it is erased.")]
    reasons = []
    if waiting_answers().filter(case=case).exists():
        reasons.append(_("Somebody has asked for it already; another officer can agree."))
    if until and until <= case.keep_until:
        reasons.append(
            _("The case is kept until %(day)s anyway.")
            % {"day": thai_date(case.keep_until, "long")}
        )
    latest = latest_end(case)
    if until and until > latest:
        reasons.append(
            _("One extension reaches to %(day)s at most; another can follow.")
            % {"day": thai_date(latest, "long")}
        )
    return reasons


def waiting_answers() -> models.QuerySet[Extension]:
    """Extensions that somebody asked for, nobody agreed to, and that would keep a case longer."""
    return Extension.objects.filter(agreed_by__isnull=True, until__gt=F("case__keep_until"))


def latest_end(case: Case) -> date:
    """The last day that one extension can reach."""
    return years_later(max(case.keep_until, timezone.localdate()), LONGEST_STEP)


def agree(extension: Extension, *, by: Officer) -> None:
    """Agree that the case is kept longer, as another officer than the one who asked.

    Raises NotAllowed, Stale.
    """
    with recording.turn():
        if by.pk == extension.asked_by_id or by.person_id == extension.asked_by.person_id:
            refuse_if([_("Another officer than the one who asked has to agree.")])
        asked = Extension.objects.filter(pk=extension.pk, agreed_by__isnull=True)
        today = timezone.localdate()
        if not asked.update(agreed_by=by, agreed_on=today):
            raise changed_meanwhile()
        kept = Case.objects.filter(
            pk=extension.case_id, status=Case.Status.CLOSED, erased_on__isnull=True,
            keep_until__lt=extension.until,
        )  # fmt: skip
        if not kept.update(keep_until=extension.until, version=F("version") + 1):
            raise changed_meanwhile()
        recording.record(
            What.KEPT_LONGER, case=extension.case_id, by=by.role,
            facts=(extension.until.isoformat(), extension.asked_by.role),
        )  # fmt: skip


# --- erased ---------------------------------------------------------------------------


def erase_due(today: date) -> int:
    """Erase every case whose time is over; how many went. Twice at once, each goes once."""
    due = Case.objects.filter(
        status=Case.Status.CLOSED, erased_on__isnull=True, keep_until__lte=today
    )
    return sum(_erase_if_due(pk, today) for pk in due.values_list("pk", flat=True))


def _erase_if_due(pk: UUID, today: date) -> int:
    """Judged again inside the turn: what was written or agreed meanwhile counts."""
    with recording.turn():
        together = joined(Case.objects.get(pk=pk))
        day = may_go_on(together)
        if not together or day is None or day > today:
            return 0
        for case in together:
            if (told := told_to_go_on(case)) is None or told > today:
                alarm(case.pk)
                return 0
        for case in together:
            _erase(case, today)
        return len(together)


def told_to_go_on(case: Case) -> date | None:
    """The day on which the case may go as far as the audit chain tells; None for never.

    The row's own days could be written by anybody with the database in hand, and the portal
    would then destroy the case itself.
    """
    until = last = None
    for what, day, _case, _by, *facts in about(case):
        if what == What.CLOSED:
            until = end_of_keeping(date.fromisoformat(day))
        elif what == What.REOPENED:
            until = None
        elif what == What.KEPT_LONGER:
            until = date.fromisoformat(facts[0])
        elif what == What.ITEM_WRITTEN:
            last = date.fromisoformat(day)
    return max(until, last + SETTLED) if until and last else None


def _erase(case: Case, today: date) -> None:
    """Keys first of all: without them nothing that is left somewhere can ever be opened."""
    epochs = Epoch.objects.filter(case=case)
    for epoch in epochs:
        epoch.wraps.all().delete()
    VaultSession.objects.filter(case=case).delete()
    files = SealedUpload.objects.filter(item__case=case)
    names = list(files.values_list("stored_as", flat=True))
    Extension.objects.filter(case=case).delete()
    Exclusion.objects.filter(case=case).delete()
    files.delete()
    items, _rows = Item.objects.filter(case=case).delete()
    epochs.delete()
    Case.objects.filter(pk=case.pk).update(
        locator=None, complainant_public=BLANK, complainant_mark=BLANK, complainant_wrap=BLANK,
        assigned_to=None, erased_on=today, version=F("version") + 1,
    )  # fmt: skip
    recording.record(What.ERASED, case=case.pk, facts=(str(items), str(len(names))))
    # A row that is read must never name what is gone, so the bytes go last; what the disk does
    # not let go stays noted beside the case, and each run tries again.
    left_files.leave(case, names)
    transaction.on_commit(left_files.take_away)

"""Two reports of one matter: the second is joined with the first and closed.

Nothing moves. Each case keeps its items, its readers and its reporter, who goes on following
their own receipt. Joining gives nobody a key: on the contrary, whoever is kept out of one of
the two, or of one that was joined before, is kept out of all from then on, since the matter is
the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack

from django.utils.translation import gettext as _

from accounts.refusals import changed_meanwhile, refuse_if
from complaints.handling.casework import (
    Seen,
    advance,
    against_alone,
    against_close,
    finish,
    once,
    refuse_unread,
)
from complaints.handling.exclusion import Narrowing
from complaints.models import Case, Exclusion, Item, Officer
from complaints.querysets import CaseQuerySet
from complaints.sealed import recording
from complaints.sealed.joined import joined
from complaints.sealed.recording import What
from complaints.sealed.records import Act, Record

Kind = Item.Kind


def merge(case: Case, into: Case, words: str, *, by: Officer, seen: Seen) -> bool:
    """Close the case as joined with another; `words` tell its reporter so.

    Raises NotAllowed, Tampered, Stale: also when anything was written that was not seen.
    """
    earlier = [one for one in joined(into) if one.pk != into.pk]
    matter = [case, into, *earlier]
    both = _kept_out(matter)
    here, there = Narrowing(case, both), Narrowing(into, both)
    others = [Narrowing(one, both) for one in earlier]

    def change() -> None:
        held = advance(case, seen, lambda held: against_merge(held) or against_alone(held, by))
        refuse_unread(held, seen)
        refuse_if([] if into_which(case, by).filter(pk=into.pk).exists() else [_not_there()])
        if {one.pk for one in joined(into)} | {case.pk} != {one.pk for one in matter}:
            raise changed_meanwhile()
        if _kept_out(matter) != both:
            raise changed_meanwhile()
        for one in (here, there, *others):
            one.save(by)
        finish(held, by, Case.Outcome.MERGED, merged_into=into)
        recording.record(What.MERGED, case=case.pk, by=by.role, facts=(into.pk.hex,))
        other.save(into)

    with ExitStack() as stack:
        writer = stack.enter_context(here.writer())
        writer.text(Kind.MESSAGE, by.role, words, seen.token)
        writer.text(Kind.RECORD, by.role, _pointer(Act.MERGED, into))
        other = stack.enter_context(there.writer())
        other.text(Kind.RECORD, by.role, _pointer(Act.JOINED, case))
        return once(case, writer, seen, change)


def _kept_out(cases: Sequence[Case]) -> set[int]:
    """The people, by id, who are kept out of one of the cases."""
    rows = Exclusion.objects.filter(case__in=cases)
    return set(rows.values_list("person", flat=True))


def into_which(case: Case, officer: Officer) -> CaseQuerySet:
    """The open cases that the officer reads and that this one can be joined with."""
    return Case.objects.readable_by(officer).open().exclude(pk=case.pk)


def against_merge(case: Case) -> list[str]:
    """Why it cannot be joined with another; empty when it can."""
    if case.merged_cases.exists():
        return [_("Others were joined with this case. Join the other one with it instead.")]
    return against_close(case)


def _not_there() -> str:
    return _("A case can only be joined with an open one that you read.")


def _pointer(act: Act, case: Case) -> str:
    return Record(act, facts={"case": case.pk.hex}).written()

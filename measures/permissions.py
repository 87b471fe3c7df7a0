"""Who may do what with a step and its entries; the table of rights is `accounts.rights`."""

from __future__ import annotations

from collections.abc import Sequence

from accounts.models import User
from accounts.rights import Right, may
from measures.models import EntryEvent, ProgressEntry, Step

WRITING = (EntryEvent.Kind.RECORDED, EntryEvent.Kind.CHANGED)


class NotAllowed(Exception):
    """A verb that was refused; `reasons` say why, each a sentence in the reader's language."""

    def __init__(self, reasons: Sequence[str]) -> None:
        super().__init__(*reasons)
        self.reasons = list(reasons)


class Stale(NotAllowed):
    """Somebody else was faster: the row is no longer as the page had shown it."""


def may_record(user: User, step: Step) -> bool:
    """Whether the person reports on this step: the own unit's, or any for the planner."""
    return Step.objects.filter(pk=step.pk).recordable_by(user).exists()


def may_review(user: User) -> bool:
    return may(user, Right.REVIEW_PROGRESS)


def may_edit_plan(user: User) -> bool:
    return may(user, Right.EDIT_PLAN)


def is_author(user: User, entry: ProgressEntry) -> bool:
    """Whether any of the entry's words are the person's own."""
    writers = {event.by_id for event in entry.events.all() if event.kind in WRITING}
    return user.pk in writers | {entry.entered_by_id}

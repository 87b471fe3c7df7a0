"""Who may do what with a step and its entries; the table of rights is `accounts.rights`."""

from __future__ import annotations

from accounts.models import User
from accounts.rights import Right, may
from measures.models import EntryEvent, ProgressEntry, Step

WRITING = (EntryEvent.Kind.RECORDED, EntryEvent.Kind.CHANGED)


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

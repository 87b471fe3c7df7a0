"""From draft to the public and back: one verb a transition.

    draft ── submit ──► in review ── publish ──► published ── withdraw ──► withdrawn
      ▲  ◄─ send_back ──┘   ▲            ▲  │ ◄──────── publish ────────────┘
      │                     └── (draft) ─┘  │ change, reschedule, mark_reviewed
      └──────── take_back (before its time) ┘

`blockers_*` are the reasons why a verb is off; the page shows the same list beside the
button. Every verb changes the row under its version, so that of two people one wins, and
writes version and history in the same transaction.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.refusals import NotAllowed, changed_meanwhile, refuse_if
from accounts.rights import Right, may
from publications import guard, richtext, versions
from publications.completeness import mute_pictures, unread_files, what_is_missing
from publications.deciding import decides
from publications.kinds import KINDS, whole
from publications.models import Attachment, Publication, PublicationEvent, Version
from publications.moving import advance, hold, move, note, pass_guard, tell_public

State = Publication.State
# Facts that the public does not see: their change is no update to it.
OWN_AFFAIRS = frozenset({"owner", "review_by"})
Event = PublicationEvent.Kind


# --- writing ------------------------------------------------------------------------------


@transaction.atomic
def create(kind: str, *, facts: dict[str, Any], by: User) -> Publication:
    """A new draft of the kind, with its first version; raises NotAllowed."""
    refuse_if([] if may(by, Right.WRITE_CONTENT) else [_no_right()])
    one = KINDS[kind].model(kind=kind, created_by=by, **_clean(facts))
    with _slug_once():
        one.save()
    versions.record(one, by=by)
    note(one, Event.CREATED, by=by)
    return one


def change(
    publication: Publication,
    *,
    facts: dict[str, Any],
    by: User,
    seen: int,
    reason: str = "",
    confirmed: frozenset[str] = frozenset(),
    event: str = Event.CHANGED,
    words: str = "",
) -> bool:
    """Save the facts when the row still is at version `seen`; False when nothing differs.

    What is public needs a `reason`, which the public reads, and passes the guard anew; who
    answers for it and when it is read again are the office's own affair.
    `event` and `words` are what the history says of it, the reason unless given.
    Raises NotAllowed, NotConfirmed, Stale.
    """
    with transaction.atomic():
        one = whole(Publication.objects.get(pk=publication.pk))
        facts = _clean(facts)
        refuse_if(blockers_of_change(one, by=by) or _address_moved(one, facts))
        differing = {name: value for name, value in facts.items() if getattr(one, name) != value}
        if not differing and one.version == seen:
            return False
        known_to_public = one.state == State.PUBLISHED
        told = one.is_public() and not OWN_AFFAIRS.issuperset(differing)
        if told and not reason.strip():
            raise NotAllowed([_("Say why it is changed: the public reads that.")])
        advance(one, seen=seen)
        for name, value in differing.items():
            setattr(one, name, value)
        if told:
            one.updated_at, one.update_reason = timezone.now(), reason.strip()
        with _slug_once():
            one.save()
        if known_to_public:
            refuse_if(mute_pictures(one.body))
        if known_to_public or one.state == State.WITHDRAWN:  # its address goes on naming it
            pass_guard(one, by=by, confirmed=confirmed)
        versions.record(one, by=by, reason=reason.strip())
        note(one, event, by=by, words=words or reason.strip())
        tell_public(one)
    publication.refresh_from_db()
    return True


def restore(
    publication: Publication,
    version: Version,
    *,
    by: User,
    seen: int,
    reason: str = "",
    confirmed: frozenset[str] = frozenset(),
) -> bool:
    """Write the texts of an earlier version again, as a new version; False when they are
    what stands there now. Raises as `change` does."""
    return change(
        publication, facts=versions.texts_of(version), by=by, seen=seen, reason=reason,
        confirmed=confirmed, event=Event.RESTORED,
        words=f"{version.number} {reason.strip()}".strip(),
    )  # fmt: skip


def _address_moved(one: Publication, facts: dict[str, Any]) -> list[str]:
    """Whoever kept the address of a page that was public must find it there for ever."""
    if facts.get("slug", one.slug) == one.slug or not one.was_public():
        return []
    return [_("The address of a page stays as it is once the page was public.")]


@transaction.atomic
def files_changed(
    publication: Publication, *, by: User, words: str, confirmed: frozenset[str] | None = None
) -> None:
    """A picture or file came, went or got other words: a new version, and the public's date.

    The caller has made sure that the person may write here (`blockers_of_change`). With
    `confirmed` words of a person are among the changes: they pass the guard (NotConfirmed).
    """
    one = hold(publication)
    advance(one, seen=one.version)
    if confirmed is not None:
        one.update_reason = words[:300]  # the public reads it, so the guard does
        pass_guard(one, by=by, confirmed=confirmed)
    if words and one.is_public():
        Publication.objects.filter(pk=one.pk).update(
            updated_at=timezone.now(), update_reason=words[:300]
        )
    versions.record(one, by=by, reason=words[:300])
    note(one, Event.CHANGED, by=by, words=words)
    tell_public(one)


def blockers_of_change(publication: Publication, *, by: User) -> list[str]:
    """Why the person cannot write here now; empty when they can."""
    if Publication.objects.editable_by(by).filter(pk=publication.pk).exists():
        return []
    if publication.state == State.DRAFT:
        return [_("This draft belongs to another unit.")]
    return [_("Only a webmaster changes what is in review or was public.")]


# --- the way to the public --------------------------------------------------------------------


def submit(publication: Publication, *, by: User, seen: int) -> None:
    """Hand a draft to the webmaster; raises NotAllowed, Stale."""
    refuse_if(blockers_of_submit(publication, by=by))
    move(publication, by=by, seen=seen, kind=Event.SUBMITTED, state=State.IN_REVIEW)


def blockers_of_submit(publication: Publication, *, by: User) -> list[str]:
    if publication.state != State.DRAFT:
        return [_("It is not a draft any more.")]
    return blockers_of_change(publication, by=by) or what_is_missing(publication)


def send_back(publication: Publication, *, by: User, seen: int, words: str) -> None:
    """Give it back to its owner with a reason; raises NotAllowed, Stale."""
    reasons = blockers_of_send_back(publication, by=by)
    refuse_if(reasons or ([] if words.strip() else [_("Say what is to be changed.")]))
    move(publication, by=by, seen=seen, kind=Event.RETURNED, words=words.strip(), state=State.DRAFT)


def blockers_of_send_back(publication: Publication, *, by: User) -> list[str]:
    return _needs(by, publication, State.IN_REVIEW)


def take_back(publication: Publication, *, by: User, seen: int) -> None:
    """Make a draft again of what nobody outside has read yet; raises NotAllowed, Stale."""
    refuse_if(blockers_of_take_back(publication, by=by))
    move(
        publication, by=by, seen=seen, kind=Event.TAKEN_BACK,
        state=State.DRAFT, publish_at=None, withdraw_at=None,
    )  # fmt: skip


def blockers_of_take_back(publication: Publication, *, by: User) -> list[str]:
    in_review = publication.state == State.IN_REVIEW
    if not in_review and not publication.is_scheduled():
        return [_("What was public is withdrawn with a reason, not taken back.")]
    own = in_review and publication.owner_id == by.pk
    return [] if own or decides(by, publication.kind) else [_no_right()]


def publish(
    publication: Publication,
    *,
    by: User,
    seen: int,
    at: datetime | None = None,
    until: datetime | None = None,
    confirmed: frozenset[str] = frozenset(),
) -> None:
    """Make it public, now or `at` a later time, for good or `until` an end.

    What was withdrawn comes back at once only: its address has to say something all the time.
    `confirmed` are the keys of the guard's finds that the person has looked at and lets
    through. Raises NotAllowed, NotConfirmed, Stale.
    """
    now = timezone.now()
    starts = max(at, now) if at else now
    with transaction.atomic():
        hold(publication)
        refuse_if(blockers_of_publish(publication, by=by))
        if publication.state == State.WITHDRAWN and starts > now:
            # Until then its address would know nothing of what everybody has read there.
            raise NotAllowed([_("It was public before: publish it at once, or wait until then.")])
        if until and until <= starts:
            raise NotAllowed([_("The end must lie after the beginning.")])
        pass_guard(publication, by=by, confirmed=confirmed)
        _release_all(publication, by=by, now=now)
        move(
            publication, by=by, seen=seen, kind=Event.PUBLISHED, words=_span(at and starts, until),
            state=State.PUBLISHED, publish_at=starts, withdraw_at=until, withdrawn_at=None,
            withdrawn_by=None, withdrawal_reason="", replaced_by=None,
        )  # fmt: skip


def _release_all(publication: Publication, *, by: User, now: datetime) -> None:
    """Every file that is there goes public; one that another takes the place of goes away."""
    kept = publication.attachments.kept()
    newer = kept.filter(replaces__isnull=False).values_list("replaces", flat=True)
    kept.filter(pk__in=list(newer)).update(removed_at=now, removed_by=by)
    publication.attachments.kept().filter(released_at=None).update(released_at=now)


def blockers_of_publish(publication: Publication, *, by: User) -> list[str]:
    reasons = _needs(by, publication, State.DRAFT, State.IN_REVIEW, State.WITHDRAWN)
    return reasons or what_is_missing(publication)


def release(
    attachment: Attachment,
    *,
    by: User,
    reason: str,
    confirmed: frozenset[str] = frozenset(),
) -> None:
    """Put a file that came later on the page of a publication that is published already.

    `reason` is what the public reads beside the date. Raises NotAllowed, NotConfirmed.
    """
    with transaction.atomic():
        publication = hold(attachment.publication)
        reasons = _needs(by, publication, State.PUBLISHED) or unread_files([attachment])
        if publication.is_public() and not reason.strip():
            reasons.append(_("Say why it is changed: the public reads that."))
        refuse_if(reasons)
        pass_guard(publication, by=by, confirmed=confirmed)
        here = Attachment.objects.kept().filter(pk=attachment.pk, released_at=None)
        if not here.update(released_at=timezone.now()):
            raise changed_meanwhile()
        files_changed(publication, by=by, words=reason.strip())


def reschedule(
    publication: Publication,
    *,
    by: User,
    seen: int,
    until: datetime | None,
    at: datetime | None = None,
    reason: str = "",
) -> None:
    """Set or lift the end of what is published, and the beginning while it has not come.

    Without `at` the beginning stays; one that has passed means at once. `reason` is what its
    address says after the end; without, that its time was over. Raises NotAllowed, Stale.
    """
    reasons, now = blockers_of_reschedule(publication, by=by), timezone.now()
    refuse_if(reasons)
    starts = max(at, now) if at else publication.publish_at
    if at and not publication.is_scheduled(now):
        reasons.append(_("It is public already; only its end can be changed."))
    if until and until <= max(starts, now):
        reasons.append(_("The end must lie after the beginning, and in the future."))
    reasons += guard.told_by(reason)
    refuse_if(reasons)
    move(
        publication, by=by, seen=seen, kind=Event.SCHEDULED, words=_span(at and starts, until),
        publish_at=starts, withdraw_at=until, withdrawal_reason=reason.strip() if until else "",
    )  # fmt: skip


def blockers_of_reschedule(publication: Publication, *, by: User) -> list[str]:
    return _needs(by, publication, State.PUBLISHED)


def withdraw(
    publication: Publication,
    *,
    by: User,
    seen: int,
    reason: str,
    replaced_by: Publication | None = None,
) -> None:
    """Take it from the public with a reason that its address goes on telling (410).

    `replaced_by` is what to read instead. What is only scheduled has nothing to explain to
    anybody and is taken back instead. Raises NotAllowed, Stale.
    """
    reasons = blockers_of_withdraw(publication, by=by)
    if not reason.strip():
        reasons.append(_("Say why it is withdrawn: the public reads that."))
    reasons += guard.told_by(reason)
    if replaced_by and (replaced_by.pk == publication.pk or not replaced_by.is_public()):
        reasons.append(_("What is to be read instead must be public itself."))
    refuse_if(reasons)
    move(
        publication, by=by, seen=seen, kind=Event.WITHDRAWN, words=reason.strip(),
        state=State.WITHDRAWN, withdrawn_at=timezone.now(), withdrawn_by=by,
        withdrawal_reason=reason.strip(), replaced_by=replaced_by,
    )  # fmt: skip


def blockers_of_withdraw(publication: Publication, *, by: User) -> list[str]:
    if publication.is_scheduled():
        return [_("Nobody outside has read it yet: take it back to draft instead.")]
    return _needs(by, publication, State.PUBLISHED)


def mark_reviewed(publication: Publication, *, by: User, seen: int, again_by: date | None) -> None:
    """Note that it was read again and still is right; `again_by` is the next time."""
    reasons = blockers_of_mark_reviewed(publication, by=by)
    if again_by and again_by <= timezone.localdate():
        reasons.append(_("The next reading must lie in the future."))
    refuse_if(reasons)
    move(publication, by=by, seen=seen, kind=Event.REVIEWED, review_by=again_by)


def blockers_of_mark_reviewed(publication: Publication, *, by: User) -> list[str]:
    own = publication.owner_id == by.pk and may(by, Right.WRITE_CONTENT)
    if not own and not decides(by, publication.kind):
        return [_no_right()]
    if publication.state != State.PUBLISHED:
        return [_("Only what is published is read again.")]
    return []


# --- what the verbs share -------------------------------------------------------------------------


def _needs(by: User, publication: Publication, *states: str) -> list[str]:
    if not decides(by, publication.kind):
        return [_("Only a webmaster may do this.")]
    if publication.state not in states:
        return [_("It has moved on meanwhile; look at it again.")]
    return []


def _no_right() -> str:
    return _("You may not do this.")


def _clean(facts: dict[str, Any]) -> dict[str, Any]:
    """The facts with their text cleaned: whatever a form let through, no markup beyond the list."""
    if "body" not in facts:
        return dict(facts)
    return {**facts, "body": richtext.clean(facts["body"])}


@contextmanager
def _slug_once() -> Iterator[None]:
    """Refuses in words the address that another page has already."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        if "slug" not in str(error):
            raise
        raise NotAllowed([_("Another page has this address already.")]) from error


def _span(at: datetime | None, until: datetime | None) -> str:
    """The schedule as the history tells it; machines' times, as rows of history are for both."""
    shown = [
        timezone.localtime(one).isoformat(timespec="minutes") if one else "" for one in (at, until)
    ]
    return "/".join(shown) if any(shown) else ""

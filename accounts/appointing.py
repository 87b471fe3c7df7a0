"""Appointing people to posts and giving them roles: the only doors through which it happens.

Each verb checks, writes and records history in one transaction and raises NotAllowed with
every reason. The matching `…_blockers` gives the same reasons to a page beforehand.
"""

from __future__ import annotations

from datetime import date, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.changing import note
from accounts.models import Appointment, PeopleEvent, Post, Role, RoleGrant, User
from accounts.refusals import NotAllowed, refuse_if
from portal.thai.dates import format_date

Kind = Appointment.Kind


def appointment_blockers(
    *, person: User, post: Post, kind: str, starts: date, ends: date | None, order_reference: str
) -> list[str]:
    """Every reason against the appointment; empty when it can be made."""
    reasons = []
    if not person.is_active:
        reasons.append(_("%(person)s no longer works here.") % {"person": person})
    if not post.active:
        reasons.append(_("The post is no longer in use."))
    if ends is not None and ends < starts:
        return [*reasons, _("The last day lies before the first.")]
    if kind != Kind.SUBSTANTIVE and not order_reference.strip():
        reasons.append(_("An acting appointment needs the order that made it."))
    same_days = Appointment.objects.filter(post=post).overlapping(starts, ends)
    if same_days.filter(person=person, kind=kind).exists():
        reasons.append(
            _("%(person)s already has this appointment on some of these days.") % {"person": person}
        )
    elif kind == Kind.SUBSTANTIVE:
        reasons += [_taken(other) for other in same_days.substantive().select_related("person")]
    return reasons


def appoint(
    *,
    person: User,
    post: Post,
    kind: str,
    starts: date,
    ends: date | None,
    order_reference: str,
    by: User | None,
) -> Appointment:
    """Make the person hold the post from `starts` to `ends`, both days included.

    Without `ends` until further notice. Of two substantive appointments to one post on one
    day made at the same moment one is refused; its maker reads who was quicker.
    """
    facts = {
        "person": person,
        "post": post,
        "kind": kind,
        "starts": starts,
        "ends": ends,
        "order_reference": order_reference.strip(),
    }
    try:
        with transaction.atomic():
            # Two at once queue here: PostgreSQL's exclusion constraint alone may find them
            # waiting for each other, and end one with a deadlock.
            Post.objects.select_for_update().get(pk=post.pk)
            refuse_if(appointment_blockers(**facts))
            appointment = Appointment.objects.create(**facts)
            _record(PeopleEvent.Kind.APPOINTED, appointment, by=by, after=as_read(appointment))
    except IntegrityError as error:
        others = Appointment.objects.filter(post=post).substantive().overlapping(starts, ends)
        reasons = [_taken(other) for other in others.select_related("person")]
        raise NotAllowed(reasons or [_("The post has a holder on these days.")]) from error
    return appointment


def ending_blockers(appointment: Appointment, *, ends: date) -> list[str]:
    """Every reason why the appointment's last day cannot be `ends`."""
    if ends < appointment.starts:
        return [
            _("The appointment began on %(day)s; withdraw it if it was a mistake.")
            % {"day": format_date(appointment.starts)}
        ]
    if appointment.ends is not None and ends > appointment.ends:
        return [_("The appointment already ends earlier; a longer one needs a new order.")]
    return []


def end_appointment(*, appointment: Appointment, ends: date, by: User) -> Appointment:
    """Make `ends` the last day of the appointment.

    `appointment` is as the caller saw it: when somebody has ended it meanwhile, NotAllowed.
    """
    with transaction.atomic():
        refuse_if(ending_blockers(appointment, ends=ends))
        before = as_read(appointment)
        unchanged = Appointment.objects.filter(pk=appointment.pk, ends=appointment.ends)
        if appointment.ends is None:
            unchanged = Appointment.objects.filter(pk=appointment.pk, ends__isnull=True)
        if not unchanged.update(ends=ends):
            raise NotAllowed([_("Somebody else has changed this appointment meanwhile.")])
        appointment.ends = ends
        _record(
            PeopleEvent.Kind.APPOINTMENT_ENDED,
            appointment,
            by=by,
            before=before,
            after=as_read(appointment),
        )
    return appointment


def withdraw_appointment(*, appointment: Appointment, reason: str, by: User) -> None:
    """Take a mistaken appointment out of the calendar; the history keeps it with the reason.

    Signatures made meanwhile stay as they were frozen.
    """
    refuse_if([] if reason.strip() else [_("Say why the appointment was a mistake.")])
    with transaction.atomic():
        before = as_read(appointment)
        if not Appointment.objects.filter(pk=appointment.pk).delete()[0]:
            raise NotAllowed([_("Somebody else has changed this appointment meanwhile.")])
        _record(
            PeopleEvent.Kind.APPOINTMENT_WITHDRAWN,
            appointment,
            by=by,
            before=before,
            after={"reason": reason.strip()},
        )


def role_blockers(*, person: User, role: str, starts: date, ends: date | None) -> list[str]:
    """Every reason against the role; empty when it can be granted."""
    reasons = []
    if not person.is_active:
        reasons.append(_("%(person)s no longer works here.") % {"person": person})
    if ends is not None and ends < starts:
        reasons.append(_("The last day lies before the first."))
    elif RoleGrant.objects.filter(person=person, role=role).overlapping(starts, ends).exists():
        reasons.append(
            _("%(person)s already has this role on some of these days.") % {"person": person}
        )
    return reasons


def grant_role(
    *, person: User, role: str, starts: date, ends: date | None = None, by: User | None
) -> RoleGrant:
    """Give the person the role from `starts` to `ends` (inclusive; None: until further notice)."""
    with transaction.atomic():
        User.objects.select_for_update().get(pk=person.pk)  # two at once queue here
        refuse_if(role_blockers(person=person, role=role, starts=starts, ends=ends))
        grant = RoleGrant.objects.create(
            person=person, role=role, starts=starts, ends=ends, granted_by=by
        )
        note(PeopleEvent.Kind.ROLE_GRANTED, by=by, person=person, after=role_as_read(grant))
    return grant


def role_ending_blockers(grant: RoleGrant, *, ends: date) -> list[str]:
    """Every reason why the role's last day cannot be `ends`."""
    if grant.ends is not None and ends > grant.ends:
        return [_("The role already ends earlier; a longer one must be granted anew.")]
    if grant.role == Role.PEOPLE_MANAGER and last_keeper(grant.person, on=ends + timedelta(days=1)):
        return [
            _(
                "Somebody who can sign in must keep people and posts: "
                "give the role to another person first."
            )
        ]
    return []


def end_role(*, grant: RoleGrant, ends: date, by: User) -> None:
    """Make `ends` the role's last day; a day before its first takes the role away altogether."""
    with transaction.atomic():
        lock_keepers()
        refuse_if(role_ending_blockers(grant, ends=ends))
        before = role_as_read(grant)
        here = RoleGrant.objects.filter(pk=grant.pk, starts=grant.starts)
        here = (
            here.filter(ends__isnull=True) if grant.ends is None else here.filter(ends=grant.ends)
        )
        changed = here.delete()[0] if ends < grant.starts else here.update(ends=ends)
        if not changed:
            raise NotAllowed([_("Somebody else has changed this role meanwhile.")])
        note(
            PeopleEvent.Kind.ROLE_ENDED,
            by=by,
            person=grant.person,
            before=before,
            after={"ends": ends.isoformat()},
        )


def lock_keepers() -> None:
    """Let two who take the keeper's role from each other queue, so that one keeper remains."""
    list(RoleGrant.objects.select_for_update().filter(role=Role.PEOPLE_MANAGER).order_by("pk"))


def last_keeper(person: User, *, on: date | None = None) -> bool:
    """Whether nobody but this person keeps people and posts, today and on the day `on`."""
    days = {timezone.localdate(), on or timezone.localdate()}
    others = RoleGrant.objects.exclude(person=person)
    return not all(others.keepers(day).exists() for day in days)


def as_read(appointment: Appointment) -> dict[str, str | None]:
    """The appointment's facts for the history."""
    return {
        "person": str(appointment.person),
        "post": str(appointment.post),
        "kind": appointment.kind,
        "starts": appointment.starts.isoformat(),
        "ends": appointment.ends and appointment.ends.isoformat(),
        "order_reference": appointment.order_reference,
    }


def role_as_read(grant: RoleGrant) -> dict[str, str | None]:
    """The grant's facts for the history."""
    return {
        "role": grant.role,
        "starts": grant.starts.isoformat(),
        "ends": grant.ends and grant.ends.isoformat(),
    }


def _record(kind: str, appointment: Appointment, *, by: User | None, **facts: dict) -> None:
    note(kind, by=by, person=appointment.person, post=appointment.post, **facts)


def _taken(other: Appointment) -> str:
    if other.ends is None:
        words = _("%(person)s holds the post from %(starts)s on; end that appointment first.")
    else:
        words = _("%(person)s holds the post from %(starts)s to %(ends)s.")
    return words % {
        "person": other.person,
        "starts": format_date(other.starts),
        "ends": other.ends and format_date(other.ends),
    }

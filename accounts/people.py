"""People and how they sign in: adding, changing, stopping, passwords, signature images."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.core.files.base import ContentFile
from django.core.files.storage import Storage
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from django.utils.translation import gettext as _

from accounts import changing
from accounts.appointing import grant_role, last_keeper, lock_keepers
from accounts.models import PeopleEvent, Role, RoleGrant, User
from accounts.refusals import NotAllowed, refuse_if
from accounts.rights import Right, may
from accounts.security_log import note
from accounts.signature import clean_signature
from files.photos import photo_sizes
from portal import freshness

Event = PeopleEvent.Kind


class LinkTokens(PasswordResetTokenGenerator):
    """Tokens of set-password links: three days (PASSWORD_RESET_TIMEOUT), used once.

    A token dies with the next one made, with a sign-in, and when the password is set.
    """

    key_salt = "accounts.people.LinkTokens"

    def _make_hash_value(self, user: User, timestamp: int) -> str:
        issued = user.link_issued_at.isoformat() if user.link_issued_at else ""
        state = f"{issued}|{user.session_generation}|{user.is_active}"
        return f"{super()._make_hash_value(user, timestamp)}|{state}"


link_tokens = LinkTokens()


def add_person(*, fields: dict[str, Any], by: User | None) -> User:
    """Make a person who cannot sign in yet: a set-password link gives the first password.

    Raises NotAllowed when the user name is taken.
    """
    with changing.names_once(), transaction.atomic():
        person = User(**fields)
        person.set_unusable_password()
        person.save()
        after = changing.facts_of(person, fields)
        changing.record(Event.PERSON_ADDED, person, by=by, after=after)
    return person


def change_person(person: User, *, fields: dict[str, Any], version: int, by: User) -> bool:
    """Save the person's fields; False when nothing differs. Raises NotAllowed."""
    with transaction.atomic():
        refuse_if(_superuser_blockers(person, by=by))
        return changing.change(
            person, fields=fields, version=version, kind=Event.PERSON_CHANGED, by=by
        )


def deactivation_blockers(person: User, *, by: User) -> list[str]:
    """Every reason why the person's sign-in cannot be stopped; empty when it can."""
    reasons = _superuser_blockers(person, by=by)
    if person == by:
        reasons.append(_("You cannot stop your own sign-in."))
    keeps = RoleGrant.objects.filter(person=person).keepers(timezone.localdate()).exists()
    if keeps and last_keeper(person):
        reasons.append(
            _(
                "Somebody who can sign in must keep people and posts: "
                "give the role to another person first."
            )
        )
    return reasons


def deactivate(person: User, *, by: User) -> None:
    """Stop the person's sign-in at once: every open session ends, links die.

    Appointments stay: whether somebody still holds a post is for an order to say.
    """
    with transaction.atomic():
        lock_keepers()
        refuse_if(deactivation_blockers(person, by=by))
        _switch(person, active=False, kind=Event.DEACTIVATED, by=by)
    note("sign-in stopped", username=person.username, by=by.username)


def reactivate(person: User, *, by: User) -> None:
    """Let the person sign in again with the old password; old sessions stay dead."""
    with transaction.atomic():
        refuse_if(_superuser_blockers(person, by=by))
        _switch(person, active=True, kind=Event.REACTIVATED, by=by)
    note("sign-in allowed", username=person.username, by=by.username)


def link_blockers(person: User, *, by: User) -> list[str]:
    """Every reason why no set-password link can be made for the person."""
    reasons = _superuser_blockers(person, by=by)
    if not person.is_active:
        reasons.append(_("%(person)s no longer works here.") % {"person": person})
    return reasons


def issue_link(person: User, *, by: User | None) -> tuple[str, str]:
    """Make a set-password link's two parts (person, token); earlier links die.

    The token is not kept anywhere: who loses it needs a new one.
    """
    with transaction.atomic():
        if by is not None:
            refuse_if(link_blockers(person, by=by))
        person.link_issued_at = timezone.now()
        person.save(update_fields=["link_issued_at"])
        changing.record(Event.LINK_ISSUED, person, by=by)
    note("link made", username=person.username, by=by.username if by else "command")
    return urlsafe_base64_encode(force_bytes(person.pk)), link_tokens.make_token(person)


def set_password_by_link(person: User, *, token: str, password: str) -> None:
    """Keep the password that somebody set through a link; the link and all sessions end.

    Raises NotAllowed when the link has been used, replaced or has expired meanwhile.
    """
    with transaction.atomic():
        person = User.objects.select_for_update().get(pk=person.pk)
        if not person.is_active or not link_tokens.check_token(person, token):
            raise NotAllowed([_("The link is no longer valid. Ask for a new one.")])
        _keep_password(person, password, kind=Event.PASSWORD_SET)


def change_password(person: User, *, password: str) -> None:
    """Keep the person's new password; every session made with the old one ends."""
    _keep_password(person, password, kind=Event.PASSWORD_CHANGED)


def keep_signature(person: User, *, content: bytes) -> None:
    """Keep the picture of a signature, cleaned; the one before it is erased.

    Raises `accounts.signature.SignatureRefused` with the reason in words.
    """
    image = ContentFile(clean_signature(content), name="signature.png")
    with transaction.atomic():
        old = User.objects.select_for_update().get(pk=person.pk).signature
        person.signature = image
        person.save(update_fields=["signature"])
        changing.record(Event.SIGNATURE_SET, person, by=person)
        _erase_after_commit(old.storage, old.name)


def remove_signature(person: User) -> None:
    """Erase the person's signature image; papers already signed keep their own copy."""
    with transaction.atomic():
        old = User.objects.select_for_update().get(pk=person.pk).signature
        if not old:
            return
        person.signature = ""
        person.save(update_fields=["signature"])
        changing.record(Event.SIGNATURE_REMOVED, person, by=person)
        _erase_after_commit(old.storage, old.name)


def photo_blockers(person: User, *, by: User) -> list[str]:
    """Every reason why `by` cannot change the person's photo: it is one's own, or the keeper's."""
    if by.pk == person.pk:
        return []
    if not may(by, Right.MANAGE_PEOPLE):
        return [_("You may change your own photo only.")]
    return _superuser_blockers(person, by=by)


def keep_photo(person: User, *, content: bytes, by: User) -> None:
    """Keep the photo that the public sees: a WebP of pixels alone, 480 at most on a side.

    The one before it is erased. Raises NotAllowed, and `files.refusals.FileRefused` with the
    reason in words.
    """
    refuse_if(photo_blockers(person, by=by))
    image = ContentFile(photo_sizes(content).small.data, name="photo.webp")
    _set_photo(person, image, kind=Event.PHOTO_SET, by=by)


def remove_photo(person: User, *, by: User) -> None:
    """Erase the photo: the public pages show the person without one. Raises NotAllowed."""
    refuse_if(photo_blockers(person, by=by))
    _set_photo(person, "", kind=Event.PHOTO_REMOVED, by=by)


def _set_photo(person: User, photo: ContentFile | str, *, kind: str, by: User) -> None:
    with transaction.atomic():
        old = User.objects.select_for_update().get(pk=person.pk).photo
        if not old and not photo:
            return
        person.photo = photo
        person.save(update_fields=["photo"])
        changing.record(kind, person, by=by)
        _erase_after_commit(old.storage, old.name)
        freshness.touch()


def make_first_keeper(*, username: str, first_name: str, last_name: str) -> tuple[str, str]:
    """Make the first keeper of a bare installation; gives the parts of the set-password link.

    Called again for the same user name before the link was used, it makes a new link.
    Raises NotAllowed when somebody keeps people and posts already, or has the name.
    """
    with transaction.atomic():
        lock_keepers()
        today = timezone.localdate()
        if RoleGrant.objects.keepers(today).exists():
            raise NotAllowed([_("Somebody keeps people and posts already.")])
        waiting = User.objects.filter(
            username__iexact=username, role_grants__role=Role.PEOPLE_MANAGER, is_active=True
        ).first()
        if waiting is None:
            if User.objects.filter(username__iexact=username).exists():
                raise NotAllowed([_("This user name is taken.")])
            fields = {"username": username, "first_name": first_name, "last_name": last_name}
            waiting = add_person(fields=fields, by=None)
            grant_role(person=waiting, role=Role.PEOPLE_MANAGER, starts=today, by=None)
        return issue_link(waiting, by=None)


def _superuser_blockers(person: User, *, by: User) -> list[str]:
    """A keeper must not become superuser by way of the superuser's account."""
    if person.is_superuser and not by.is_superuser:
        return [_("Only a superuser may change the account of a superuser.")]
    return []


def _switch(person: User, *, active: bool, kind: str, by: User) -> None:
    here = User.objects.filter(pk=person.pk, is_active=not active)
    moved = here.update(
        is_active=active,
        session_generation=F("session_generation") + 1,
        version=F("version") + 1,
    )
    if not moved:
        raise NotAllowed([_("Somebody else has done this meanwhile.")])
    person.refresh_from_db()
    changing.record(kind, person, by=by, before={"active": not active}, after={"active": active})


def _keep_password(person: User, password: str, *, kind: str) -> None:
    with transaction.atomic():
        person.set_password(password)
        person.save(update_fields=["password", "password_changed_at"])
        changing.record(kind, person, by=person)
    note(str(PeopleEvent.Kind(kind).value).replace("_", " "), username=person.username)


def _erase_after_commit(storage: Storage, name: str) -> None:
    if name:
        transaction.on_commit(lambda: storage.delete(name))

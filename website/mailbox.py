"""Messages to the office about its services: sent once, handled by somebody, gone after a year."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.refusals import Stale, changed_meanwhile, refuse_if
from accounts.rights import Right, may
from website.models import ContactMessage

State = ContactMessage.State
# Personal Data Protection Act B.E. 2562, section 37 (3): no longer than the purpose needs. The
# page of the form names the time.
KEPT = timedelta(days=365)


def drop(facts: dict[str, Any], token: UUID) -> ContactMessage:
    """Put a message into the box; under a token that came before, the one that lies there."""
    try:
        with transaction.atomic():
            return ContactMessage.objects.create(token=token, **facts)
    except IntegrityError:
        return ContactMessage.objects.get(token=token)


def was_sent(token: UUID) -> bool:
    """Whether the form with this token has arrived already."""
    return ContactMessage.objects.filter(token=token).exists()


def found_by(words: str) -> QuerySet[ContactMessage]:
    """The messages with all these words in subject, text or sender; all for none."""
    found = ContactMessage.objects.select_related("handled_by")
    for word in words.split():
        found = found.filter(
            Q(subject__icontains=word)
            | Q(words__icontains=word)
            | Q(name__icontains=word)
            | Q(phone__icontains=word)
            | Q(email__icontains=word)
        )
    return found


def set_handled(message: ContactMessage, *, handled: bool, by: User, version: int) -> None:
    """Note that somebody saw to the message, or open it again.

    Raises NotAllowed for whoever does not keep the website, Stale when the page was old.
    """
    refuse_if([] if may(by, Right.EDIT_WEBSITE) else [_("You may not do this.")])
    facts = {
        "state": State.HANDLED if handled else State.NEW,
        "handled_at": timezone.now() if handled else None,
        "handled_by": by if handled else None,
    }
    same = ContactMessage.objects.filter(pk=message.pk, version=version)
    if not same.update(**facts, version=F("version") + 1):
        if ContactMessage.objects.filter(pk=message.pk).exists():
            raise changed_meanwhile()
        raise Stale([_("Somebody else has removed this meanwhile.")])
    message.refresh_from_db()


def clear_old() -> int:
    """Erase what was sent more than a year ago, handled or not; how many there were."""
    erased, _by_model = ContactMessage.objects.filter(sent_at__lt=timezone.now() - KEPT).delete()
    return erased

"""The officers' mail: the same words each working day, whether or not anything arrived.

A message that came with each complaint would tell whoever reads the mail when somebody had been
at the form. This one tells nothing: no number, no name, no link but the home page's, at an hour
that does not move. Nothing here runs in a request, so no fault of the mail ever reaches one.
"""

from __future__ import annotations

import logging
import smtplib
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from email.utils import make_msgid

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db.models import F, Q
from django.template.loader import render_to_string
from django.utils import timezone

from complaints.models import MailDay, Officer
from portal.calendar_days import calendar

AT = time(8, 30)  # in Thailand
HELD = timedelta(minutes=10)  # longer than one message takes (settings.EMAIL_TIMEOUT)
_ONE_ADDRESS = (smtplib.SMTPRecipientsRefused, smtplib.SMTPDataError)
_log = logging.getLogger("portal.security")


@dataclass(frozen=True)
class Sent:
    """What a run came to: messages that went, and officers who still wait for theirs."""

    messages: int = 0
    waiting: int = 0


def is_configured() -> bool:
    """Whether the portal was told of a mail server."""
    return bool(settings.EMAIL_HOST)


def send_due(now: datetime) -> Sent:
    """Send today's mail to whoever has not had it, if it is due; safe to call at any time.

    Of several machines one sends. What cannot be sent is left to the next call.
    """
    local = timezone.localtime(now)
    if not is_configured() or local.time() < AT or not calendar().works_on(local.date()):
        return Sent()
    row, _made = MailDay.objects.get_or_create(day=local.date())
    if not _hold(row, now):
        return Sent()
    try:
        return _send_held(row)
    finally:
        MailDay.objects.filter(pk=row.pk).update(held_until=None)


def _hold(row: MailDay, now: datetime) -> bool:
    free = Q(held_until__isnull=True) | Q(held_until__lt=now)
    mine = MailDay.objects.filter(free, pk=row.pk, sent=False)
    return bool(mine.update(held_until=now + HELD, tries=F("tries") + 1))


def _send_held(row: MailDay) -> Sent:
    row.refresh_from_db()
    told = list(row.told)
    officers = [one for one in _officers() if str(one.pk) not in told]
    messages = 0
    try:
        with get_connection() as connection:
            for officer in officers:
                messages += _tell(connection, row, told, officer)
    except (smtplib.SMTPException, OSError) as fault:
        _log.warning("the officers' mail could not be sent: %s", type(fault).__name__)
    if messages == len(officers):
        MailDay.objects.filter(pk=row.pk).update(sent=True)
    return Sent(messages, len(officers) - messages)


def _officers() -> list[Officer]:
    officers = Officer.objects.admitted().select_related("person")
    return [one for one in officers.filter(person__is_active=True) if one.person.email]


def _tell(connection: BaseEmailBackend, row: MailDay, told: list[str], officer: Officer) -> bool:
    """One officer's message. Noted before it goes: a machine that dies between the two leaves
    somebody without a message that says nothing, rather than with two."""
    told.append(str(officer.pk))
    _note(row, told)
    try:
        connection.send_messages([message_to(officer.person.email)])
    except BaseException as fault:
        told.remove(str(officer.pk))
        _note(row, told)
        if isinstance(fault, _ONE_ADDRESS):
            _log.warning("the mail of a complaint officer was refused officer=%s", officer.pk)
            return False
        raise
    return True


def _note(row: MailDay, told: list[str]) -> None:
    MailDay.objects.filter(pk=row.pk).update(told=told, held_until=timezone.now() + HELD)


def message_to(address: str) -> EmailMessage:
    """The one message there is, to one address: nobody learns who else has it."""
    subject, _blank, body = render_to_string(
        "complaints/mail.txt", {"home": home_page()}
    ).partition("\n\n")
    headers = {"Auto-Submitted": "auto-generated", "Message-ID": make_msgid(domain=_host())}
    return EmailMessage(subject.strip(), body, to=[address], headers=headers)


def home_page() -> str:
    """The address of the portal's first page."""
    scheme = "https" if settings.HTTPS else "http"
    return f"{scheme}://{_host()}/"


def _host() -> str:
    first = next(iter(settings.ALLOWED_HOSTS), "localhost")
    return first.lstrip(".").replace("*", "localhost")

"""From a draft to a case: the receipt shown beforehand, the case made once however often sent."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from typing import Any
from uuid import uuid4

from django.db import DatabaseError
from django.utils.translation import gettext as _

from complaints import sealing
from complaints.models import Case, SealedUpload
from complaints.reporting import drafts
from complaints.reporting.drafts import Content, Gone
from complaints.reporting.incoming import incoming
from complaints.reporting.uploads import (
    MAX_FILES,
    MAX_TOGETHER,
    MEGABYTE,
    Staged,
    too_large_together,
    too_many,
)
from complaints.sealed import receiving
from complaints.sealed.receiving import Complaint, LocatorTaken
from complaints.sealing import SealingError

DETAILS = ("when", "where", "elsewhere", "accused")
IDENTITY = ("name", "contact")
WORDS = ("story", "category", "accused_posts", *DETAILS, *IDENTITY)
_log = logging.getLogger("portal.complaints")


class NotNow(Exception):
    """The case could not be made at this moment; the draft is unharmed."""


class NewReceipt(Exception):
    """Somebody else's case took the receipt's first digits: the draft has another receipt now."""


def words_of(facts: dict[str, Any]) -> dict[str, Any]:
    """What of a form's cleaned data a draft keeps."""
    return {name: facts[name] for name in WORDS}


def add_files(content: Content, files: Iterable[Staged]) -> list[str]:
    """Put files into a draft as far as they fit; a sentence for each that does not.

    One that is there already is not put in again: a page was sent twice.
    """
    refusals = []
    for file in files:
        if any(one.digest == file.digest for one in content.files):
            continue
        if len(content.files) >= MAX_FILES:
            refusals.append(f"{file.name}: {too_many()}")
        elif file.size + sum(one.size for one in content.files) > MAX_TOGETHER * MEGABYTE:
            refusals.append(f"{file.name}: {too_large_together()}")
        else:
            content.files.append(file)
    return refusals


def mint(content: Content) -> None:
    """Give a draft its receipt and the id of its case, once."""
    if not content.receipt:
        content.receipt = receiving.free_receipt().printed()
        content.case = uuid4()


def nobody_left(posts: Iterable[int]) -> bool:
    """Whether every officer holds one of these posts: only the custodians could open the case."""
    accused = receiving.accused_people(list(posts))
    return all(one.person_id in accused for one in receiving.trusted_officers())


def send(token: str, **facts: Any) -> Content:
    """Make the case of the draft; its receipt is all that the draft then holds.

    `facts` are what a Complaint that an officer entered has besides. Raises Gone, Closed,
    NewReceipt, NotNow. Sent again, at once or later, it is the same case.
    """
    content = _read(token)
    if content.sent:
        return content
    try:
        case = _receive(content, facts)
    except LocatorTaken as fault:
        _new_receipt(token, content)
        raise NewReceipt from fault
    except FileNotFoundError as fault:
        # Another press of the same button was faster and has erased the files of the draft.
        if (content := _read(token)).sent:
            return content
        raise _not_now(fault) from fault
    except (SealingError, DatabaseError, OSError) as fault:
        raise _not_now(fault) from fault
    # Two windows that sent at once made one case, of one's files; of which, only these tell.
    took = SealedUpload.objects.filter(item__case=case).count() == len(content.files)
    return _finish(token, content, content if took else None)


def _read(token: str) -> Content:
    try:
        return drafts.read(token)
    except SealingError as fault:
        raise Gone from fault


def _receive(content: Content, facts: dict[str, Any]) -> Case:
    if content.case is None:
        raise Gone
    words = content.words
    complaint = Complaint(
        story=words["story"],
        category=words["category"],
        details={name: words[name] for name in DETAILS},
        accused_posts=words["accused_posts"],
        identity={name: words[name] for name in IDENTITY},
        files=incoming(content.files),
        **facts,
    )
    return receiving.receive(complaint, sealing.read_receipt(content.receipt), content.case)


def _new_receipt(token: str, old: Content) -> None:
    receipt = receiving.free_receipt().printed()

    def act(content: Content) -> None:
        if content.receipt == old.receipt:  # else another press gave it a new one
            content.receipt = receipt

    drafts.change(token, act)


def _finish(token: str, content: Content, took: Content | None) -> Content:
    """The case is there; that the draft still holds its words must not look like a failure."""
    try:
        return drafts.mark_sent(token, took)
    except (Gone, SealingError, DatabaseError) as fault:
        _log.warning("a sent complaint's draft stays until its time: %s", type(fault).__name__)
        return content


def too_late(content: Content, names: Iterable[str] = (), *, again: bool = False) -> str:
    """What did not get into a complaint that was sent, "" where everything did.

    `names` are of files that came just now; `again` tells that a form came, whatever is in it.
    """
    files = [*content.missed, *names]
    if files:
        return _(
            "These files came too late and are not in the complaint, which had been sent:"
            " %(names)s. To add them, follow the complaint with the receipt and send them with a"
            " message."
        ) % {"names": ", ".join(files)}
    if content.changed or again:
        return _(
            "The complaint had been sent before the last changes; they are not in it. To add"
            " something, follow the complaint with the receipt and write a message."
        )
    return ""


def _not_now(fault: Exception) -> NotNow:
    _log.error("a complaint could not be taken: %s", type(fault).__name__)
    return NotNow(_("It could not be sent at this moment. Nothing is lost: press once more."))

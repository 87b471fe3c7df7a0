"""What waits between the form and the last button, sealed under a token of the page alone.

The token stands in a hidden field and nowhere else; the database has its hash. Words, names of
files and their keys, the receipt that was shown and the case it will open lie in one sealed
text. The files lie sealed beside it, each under a key of its own.
"""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from complaints import sealing
from complaints.models import Draft, DraftFile
from complaints.reporting.uploads import Staged
from complaints.sealed import storing

LIFE = timedelta(hours=2)
_TOKEN = re.compile(r"[0-9a-f]{64}")
_CONTEXT = sealing.Context("draft")
_TRIES = 10  # as many presses of a button at once as a nervous hand makes


class Gone(Exception):
    """There is no such draft: its time is over, or the token is nobody's."""


@dataclass
class Content:
    """What a draft holds; repr() shows nothing of it.

    `receipt` is as printed and empty until the review is shown, `case` the id it will open.
    """

    words: dict[str, Any] = field(default_factory=dict, repr=False)
    files: list[Staged] = field(default_factory=list, repr=False)
    human: bool = False
    receipt: str = field(default="", repr=False)
    case: UUID | None = None
    sent: bool = False
    # Of a draft that was sent: names of files that came too late for it, and whether anything did.
    missed: list[str] = field(default_factory=list, repr=False)
    changed: bool = False


def new_token() -> str:
    """A token for a new page: 256 random bits in hex."""
    return secrets.token_hex(sealing.KEY_SIZE)


def is_token(token: str) -> bool:
    """Whether a hidden field came back as it was given out."""
    return _TOKEN.fullmatch(token) is not None


def is_free(token: str) -> bool:
    """Whether nothing was ever kept under the token, as far as is still known."""
    return not Draft.objects.filter(token_hash=sealing.token_hash(token)).exists()


def read(token: str) -> Content:
    """What lies under the token. Raises Gone; SealingError where the row was changed."""
    return _content(_row(token), token)


def change(token: str, act: Callable[[Content], None]) -> Content:
    """Let `act` change what lies under the token, a new draft where there is none; what it is now.

    Several presses at once are done one after the other, each on what the one before left, so
    `act` may be called again. Files that it took out are erased, files that it put in are kept.
    A draft that was sent stays as it is. Raises Gone, SealingError.
    """
    if not is_token(token):
        raise Gone
    for _try in range(_TRIES):
        row = _found(token)
        content = _content(row, token) if row else Content()
        if content.sent:
            return content
        before = list(content.files)
        act(content)
        if _saved(row, token, before, content):
            return content
    raise Gone


def mark_sent(token: str, took: Content | None) -> Content:
    """From now on the draft holds the receipt alone; its words and files are gone.

    `took` is what the case was made of, None where that is not known. What another window put
    in meanwhile is not in the case: the draft remembers that, and the names of such files.
    Raises Gone, SealingError.
    """
    for _try in range(_TRIES):
        row = _row(token)
        content = _content(row, token)
        if row.sent:
            return content
        kept = Content(receipt=content.receipt, case=content.case, sent=True)
        if took:
            kept.missed = [one.name for one in content.files if one not in took.files]
        kept.changed = not took or (content.words, content.files) != (took.words, took.files)
        if _closed(row, token, kept):
            return kept
    raise Gone


def _closed(row: Draft, token: str, kept: Content) -> bool:
    """Write a sent draft and drop its files; False where somebody else wrote it meanwhile."""
    with transaction.atomic():
        if not Draft.objects.filter(pk=row.pk, version=row.version, sent=False).update(
            blob=_sealed(kept, token), sent=True, until=_until(), version=row.version + 1
        ):
            return False
        _drop_files(row, row.files.values_list("stored_as", flat=True))
    return True


def sweep(now: datetime | None = None) -> int:
    """Erase the drafts whose time is over, with their files; how many there were."""
    over = Draft.objects.filter(until__lte=now or timezone.now())
    return sum(_erased(pk, over) for pk in list(over.values_list("pk", flat=True)))


def _erased(pk: int, over: QuerySet[Draft]) -> bool:
    """Erase one of those that are over, unless somebody went on writing meanwhile."""
    with transaction.atomic():
        row = over.select_for_update().filter(pk=pk).first()
        if row is None:
            return False
        _drop_files(row, row.files.values_list("stored_as", flat=True))
        row.delete()
    return True


# --- rows ---------------------------------------------------------------------------------------


def _found(token: str) -> Draft | None:
    if not is_token(token):
        return None
    return Draft.objects.filter(
        token_hash=sealing.token_hash(token), until__gt=timezone.now()
    ).first()


def _row(token: str) -> Draft:
    row = _found(token)
    if row is None:
        raise Gone
    return row


def _saved(row: Draft | None, token: str, before: list[Staged], content: Content) -> bool:
    """Write the draft and the rows of its files at once; False where somebody else was faster."""
    blob = _sealed(content, token)
    try:
        with transaction.atomic():
            if row is None:
                row = Draft.objects.create(
                    token_hash=sealing.token_hash(token), blob=blob, until=_until()
                )
            elif not Draft.objects.filter(pk=row.pk, version=row.version, sent=False).update(
                blob=blob, until=_until(), version=row.version + 1
            ):
                return False
            _add_files(row, [one for one in content.files if one not in before])
            gone = [one.stored_as for one in before if one not in content.files]
            _drop_files(row, gone)
    except IntegrityError:  # the same page sent twice at once: the other one made the row
        return False
    return True


def _add_files(row: Draft, files: Iterable[Staged]) -> None:
    DraftFile.objects.bulk_create(
        DraftFile(draft=row, stored_as=one.stored_as, size=storing.size_of(one.stored_as))
        for one in files
    )


def _drop_files(row: Draft, stored_as: Iterable[UUID]) -> None:
    names = list(stored_as)
    row.files.filter(stored_as__in=names).delete()
    transaction.on_commit(lambda: storing.erase(names))


def _until() -> datetime:
    """The end of a draft that is touched now, on the full hour: it tells not when that was."""
    end = timezone.now() + LIFE + timedelta(hours=1)
    return end.replace(minute=0, second=0, microsecond=0)


# --- the sealed text ----------------------------------------------------------------------------


def _sealed(content: Content, token: str) -> bytes:
    plain = json.dumps(
        {
            "words": content.words,
            "files": [one.as_json() for one in content.files],
            "human": content.human,
            "receipt": content.receipt,
            "case": content.case.hex if content.case else "",
            "missed": content.missed,
            "changed": content.changed,
        },
        ensure_ascii=False,
    ).encode()
    # JSON may end in blanks: they hide how much was written.
    sealer = sealing.StreamSealer(bytes.fromhex(token), _CONTEXT)
    return sealer.push(plain.ljust(sealing.padded_size(len(plain)))) + sealer.finish()


def _content(row: Draft, token: str) -> Content:
    source = BytesIO(bytes(row.blob))
    kept = json.loads(b"".join(sealing.open_stream(source, bytes.fromhex(token), _CONTEXT)))
    return Content(
        words=kept["words"],
        files=[Staged.from_json(one) for one in kept["files"]],
        human=kept["human"],
        receipt=kept["receipt"],
        case=UUID(kept["case"]) if kept["case"] else None,
        sent=row.sent,
        missed=kept["missed"],
        changed=kept["changed"],
    )

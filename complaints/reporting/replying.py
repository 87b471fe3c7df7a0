"""What the complainant adds to a case: messages with files, and at the end a verdict of their own.

Sealing needs no key of theirs. Each form bears a token of its own, which becomes the item: sent
twice it is written once.
"""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.refusals import NotAllowed, Stale, changed_meanwhile, refuse_if
from complaints import sealing
from complaints.models import AuditRow, Case, Item, SealedUpload
from complaints.sealed import recording, server
from complaints.sealed.receiving import Incoming
from complaints.sealed.recording import What
from complaints.sealed.writing import Writer
from complaints.sealing import COMPLAINANT

MOST_FILES = 60  # that a complainant adds to one case, so that one receipt fills no disk
_TRIES = 3  # officers come and go while somebody writes
Kind = Item.Kind


def write(case: Case, words: str, files: Sequence[Incoming] = (), *, token: UUID) -> bool:
    """A message to the officers, with files; False when it had been written before.

    Raises NotAllowed, Stale, Tampered.
    """
    refuse_if(against_files(case, len(files)))
    for _try in range(_TRIES - 1):
        try:
            return _write(case, words, files, token)
        except Stale:  # other readers were chosen meanwhile: sealed again, for them
            continue
    return _write(case, words, files, token)


def judge(case: Case, verdict: str, words: str, *, seen: str, token: UUID) -> bool:
    """The complainant's own word on whether it was dealt with; False when it stands already.

    `seen` is the verdict that the page had shown. Raises NotAllowed, Stale, Tampered.
    """
    with Writer.of(case) as writer:
        if words:
            writer.text(Kind.VERDICT, COMPLAINANT, words, token)
        with recording.turn():
            held = Case.objects.get(pk=case.pk)
            if _was_written(case, token) or (held.verdict == verdict and not words):
                return False
            refuse_if(against_verdict(held))
            here = Case.objects.filter(pk=case.pk, status=Case.Status.CLOSED, verdict=seen)
            if not here.filter(erased_on__isnull=True).update(verdict=verdict):
                raise changed_meanwhile()
            recording.record(
                What.VERDICT_GIVEN, case=case.pk, by=COMPLAINANT, facts=(verdict,)
            )  # fmt: skip
            writer.save(case)
    return True


def against_files(case: Case, count: int) -> list[str]:
    """Why so many more files cannot be added; empty when they can."""
    there = SealedUpload.objects.filter(item__case=case, item__author=COMPLAINANT).count()
    if count and there + count > MOST_FILES:
        return [_("A case takes %(most)s files at most. Write what the others show.") % {
            "most": MOST_FILES
        }]  # fmt: skip
    return []


def against_verdict(case: Case) -> list[str]:
    """Why no verdict can be given; empty when one can, the first or its one change."""
    end = case.merged_into or case
    if end.status != Case.Status.CLOSED:
        return [_("There is no result yet.")]
    if case.verdict and _times_judged(case) > 1:
        return [_("Your verdict stands: it can be changed once.")]
    return []


def tells_receipt(case: Case, *texts: str) -> bool:
    """Whether one of the texts contains the receipt of the case."""
    keys = server.keys()
    return any(sealing.tells_receipt(text, case.locator, keys) for text in texts if text)


def _write(case: Case, words: str, files: Sequence[Incoming], token: UUID) -> bool:
    if _was_written(case, token):
        return False
    with Writer.of(case) as writer:
        item = writer.text(Kind.MESSAGE, COMPLAINANT, words, token)
        for file in files:
            with file.open() as source:
                writer.file(item, file.name, file.media_type, source)
        with recording.turn():
            if _was_written(case, token):
                return False
            _refuse_erased(case)
            writer.save(case)
    return True


def _was_written(case: Case, token: UUID) -> bool:
    found = Item.objects.filter(pk=token).first()
    if found is not None and found.case_id != case.pk:
        raise changed_meanwhile()
    return found is not None


def _refuse_erased(case: Case) -> None:
    if Case.objects.filter(pk=case.pk, erased_on__isnull=False).exists():
        raise NotAllowed([_("The case is no longer kept.")])


def _times_judged(case: Case) -> int:
    """How often the end that is now was judged: where a case was opened again it begins anew.

    Of a case that was joined with another, the end is the other one's.
    """
    end = case.merged_into_id or case.pk
    closed = _acts(What.CLOSED, end).order_by("-number").first()
    given = _acts(What.VERDICT_GIVEN, case.pk)
    return given.filter(number__gt=closed.number if closed else 0).count()


def _acts(what: What, case: UUID) -> QuerySet[AuditRow]:
    return AuditRow.objects.filter(event__0=what.value, event__2=case.hex)

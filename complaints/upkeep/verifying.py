"""Whether everything is as the portal wrote it: the chain whole, the tables as the chain tells.

Whoever writes into the database has no key to make marks with, but can take rows away or put old
ones back, which no mark of one row shows. The chain shows it, for it tells each row; and published
heads show it where the chain itself was cut or put back.

What the chain does not tell is not held against it: an officer's passphrase and code, wrong tries,
custodians' names, approvals (they count only as far as the chain tells them), an extension that
nobody agreed to yet, drafts, unlocked sessions, the mail, a case's version, its receipt's locator
and wrap. A day may be the one before the chain's: a verb that ran over midnight.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from django.utils.functional import Promise

from complaints import sealing
from complaints.models import (
    AuditRow,
    Epoch,
    Item,
    Officer,
    PublishedHead,
    Recovery,
    SealedUpload,
    Wrap,
)
from complaints.sealed import recording, server, storing
from complaints.sealed.recording import link_of, short
from complaints.sealed.stored import (
    epoch_key,
    fingerprint,
    recovery_key,
    roster_key,
    sealed_about,
    sealed_file,
    sealed_text,
)
from complaints.sealing import COMPLAINANT, KEY_SIZE, RECOVERY, Head, Mistyped
from complaints.sealing.server_keys import check_mark
from complaints.upkeep import case_rows, told
from complaints.upkeep.findings import (
    BACK,
    BYTES_CHANGED,
    BYTES_GONE,
    CHANGED,
    CUT,
    GONE,
    READER,
    READER_GONE,
    UNTOLD,
    Finding,
    Findings,
    missing,
    named,
    same_day,
    unmarked,
)
from complaints.upkeep.told import EpochTold, OfficerTold, RecoveryTold, Told

PIECE = 1024 * 1024  # bytes of a sealed file read at once
ROWS = 200  # read at once; each holds sealed text
TRIES = 5
State = Officer.State


def verify(heads: Iterable[Head] = (), *, files: bool = True) -> list[Finding]:
    """Everything that is wrong, the chain first; empty when all is as it was written.

    `heads` are those that somebody kept on paper. Without `files` the sealed bytes on the disk
    are only looked for, not read. Nobody has to wait meanwhile: where something was written
    while it looked and did not seem to fit, it looks again. Raises SealingError without keys.
    """
    keys = server.keys()
    kept = list(heads)
    found: list[Finding] = []
    for _try in range(TRIES):
        before = recording.head()
        found = list(_findings(keys, kept, files))
        if not found or recording.head() == before:
            break
    return found


def verify_roster() -> list[Finding]:
    """What is wrong with the chain, the officers and the recovery. Raises SealingError."""
    keys = server.keys()
    chain = told.read(AuditRow.objects.order_by("number").iterator(ROWS))
    return [
        *_chain(keys, []),
        *_published(chain),
        *_officers(keys, chain),
        *_recoveries(keys, chain),
    ]


def _findings(keys: sealing.ServerKeys, heads: list[Head], files: bool) -> Findings:
    chain = told.read(AuditRow.objects.order_by("number").iterator(ROWS))
    yield from _chain(keys, heads)
    yield from _published(chain)
    yield from _officers(keys, chain)
    yield from _recoveries(keys, chain)
    yield from case_rows.cases(keys, chain)
    yield from _epochs(keys, chain)
    yield from _readers(chain)
    yield from _items(keys, chain)
    yield from _files(keys, chain, files)


# --- the chain ------------------------------------------------------------------------


def _chain(keys: sealing.ServerKeys, heads: list[Head]) -> Findings:
    links = map(link_of, AuditRow.objects.order_by("number").iterator(ROWS))
    if broken := sealing.first_broken(links, keys):
        yield Finding(f"chain row {broken}", CHANGED)
    for head in heads:
        yield from _met(f"head {head.printed()[:24]}", head)
    for row in PublishedHead.objects.order_by("day"):
        try:
            head = sealing.read_head(row.printed)
        except Mistyped:
            yield Finding(f"head of {row.day}", CHANGED)
        else:
            yield from _met(f"head of {row.day}", head)


def _met(name: str, head: Head) -> Findings:
    row = AuditRow.objects.filter(number=head.number).first()
    if row is None or link_of(row).head != head:
        yield Finding(name, CUT)


def _published(chain: Told) -> Findings:
    rows = PublishedHead.objects.values_list("day", "printed")
    published = {day.isoformat(): printed.partition("x")[2] for day, printed in rows}
    yield from missing("head of", chain.days, published)
    for day, mark in published.items():
        if day not in chain.days:
            yield Finding(f"head of {day}", UNTOLD)
        elif mark != chain.days[day]:
            yield Finding(f"head of {day}", CHANGED)


# --- who may read ---------------------------------------------------------------------


def _officers(keys: sealing.ServerKeys, chain: Told) -> Findings:
    there = set()
    for officer in Officer.objects.all():
        there.add(officer.role)
        yield from named(str(officer.role), _wrong_officer(officer, keys, chain))
    yield from missing("", chain.officers, there)


def _wrong_officer(officer: Officer, keys: sealing.ServerKeys, chain: Told) -> Promise | None:
    known = chain.officers.get(officer.role)
    if known is None:
        return UNTOLD
    if known.left_on and officer.state != State.LEFT:
        return BACK
    if officer.state == State.ADMITTED and not known.mark:
        return UNTOLD
    if not _as_told(officer, known):
        return CHANGED
    return unmarked(roster_key(officer).check, keys) if known.mark and not known.left_on else None


def _as_told(officer: Officer, known: OfficerTold) -> bool:
    state = State.ADMITTED if known.mark else State.WAITING
    days = ("enrolled_on", "admitted_on", "left_on")
    return (
        fingerprint(officer.public) == known.public
        and str(officer.person_id) == known.person
        and officer.state == (State.LEFT if known.left_on else state)
        and short(officer.mark) == ("" if known.left_on else known.mark)
        and all(same_day(getattr(officer, day), getattr(known, day)) for day in days)
    )


def _recoveries(keys: sealing.ServerKeys, chain: Told) -> Findings:
    there = set()
    for recovery in Recovery.objects.all():
        print_ = fingerprint(recovery.public)
        there.add(print_)
        name = f"recovery {print_[:16]}"
        if print_ not in chain.recoveries:
            yield Finding(name, UNTOLD)
        elif not _recovery_as_told(recovery, chain.recoveries[print_]):
            yield Finding(name, CHANGED)
        elif recovery.active != (print_ == chain.in_force):
            yield Finding(name, BACK if recovery.active else CHANGED)
        else:
            yield from named(name, unmarked(recovery_key(recovery).check, keys))
    yield from missing("recovery", chain.recoveries, there)


def _recovery_as_told(recovery: Recovery, known: RecoveryTold) -> bool:
    return short(recovery.mark) == known.mark and same_day(recovery.made_on, known.made_on)


# --- cases ----------------------------------------------------------------------------


def _epochs(keys: sealing.ServerKeys, chain: Told) -> Findings:
    there = set()
    for epoch in Epoch.objects.order_by("case", "number").iterator(ROWS):
        place = (epoch.case_id.hex, epoch.number)
        there.add(place)
        yield from named(_epoch_name(place), _wrong_epoch(epoch, keys, chain))
    for place in chain.epochs:
        if place not in there and not chain.erased(place[0]):
            yield Finding(_epoch_name(place), GONE)


def _wrong_epoch(epoch: Epoch, keys: sealing.ServerKeys, chain: Told) -> Promise | None:
    known = chain.epochs.get((epoch.case_id.hex, epoch.number))
    if known is None:
        return UNTOLD
    if chain.erased(epoch.case_id.hex):
        return BACK
    if known.mark != short(epoch.mark) or not same_day(epoch.begun_on, known.day):
        return CHANGED
    return unmarked(epoch_key(epoch).check, keys)


def _epoch_name(place: tuple[str, int]) -> str:
    return f"epoch {place[1]} of case {place[0]}"


def _readers(chain: Told) -> Findings:
    """Wraps of people to whom the chain gave no key, or took it; and those that are gone."""
    there: dict[tuple[str, int], set[str]] = {}
    wraps = Wrap.objects.order_by("pk").values_list("epoch__case", "epoch__number", "role")
    for case, number, role in wraps.iterator(ROWS):
        there.setdefault((case.hex, number), set()).add(role)
    people = {one.role: one.person_id for one in Officer.objects.all()}
    out = case_rows.kept_out(chain).people
    for place, known in chain.epochs.items():
        if chain.erased(place[0]):
            continue
        gone = {role for role, person in people.items() if person in out.get(place[0], ())}
        may, must = _allowed(known, gone, chain)
        roles = there.get(place, set())
        for role in sorted(roles - may):
            yield Finding(f"wrap of {role} in {_epoch_name(place)}", READER)
        for role in sorted(must - roles):
            yield Finding(f"wrap of {role} in {_epoch_name(place)}", READER_GONE)


def _allowed(epoch: EpochTold, gone: set[str], chain: Told) -> tuple[set[str], set[str]]:
    """Roles that may have a wrap of the epoch, and those that must; none of those gone may."""
    left = {role for role in epoch.readers if (one := chain.officers.get(role)) and one.left_on}
    may = epoch.readers - gone - left
    return may, may | {COMPLAINANT, RECOVERY}


# --- what was written -----------------------------------------------------------------


def _items(keys: sealing.ServerKeys, chain: Told) -> Findings:
    there = set()
    for item in Item.objects.select_related("case").order_by("case", "place").iterator(ROWS):
        there.add(item.pk.hex)
        name = f"item {item.place} of case {item.case} {item.pk.hex}"
        yield from named(name, _wrong_item(item, keys, chain))
    for pk, known in chain.items.items():
        if pk not in there and not chain.erased(known.case):
            yield Finding(f"item {pk} of case {known.case}", GONE)


def _wrong_item(item: Item, keys: sealing.ServerKeys, chain: Told) -> Promise | None:
    known = chain.items.get(item.pk.hex)
    if known is None:
        return UNTOLD
    if chain.erased(item.case_id.hex):
        return BACK
    written = (item.case_id.hex, item.kind, item.author, short(item.mark), item.place)
    if known[:5] != written or not same_day(item.on_day, known.day):
        return CHANGED
    return unmarked(_check_text, keys, sealed_text(item))


def _files(keys: sealing.ServerKeys, chain: Told, read: bool) -> Findings:
    there = set()
    rows = SealedUpload.objects.select_related("item__case").order_by("pk")
    for file in rows.iterator(ROWS):
        there.add(file.pk.hex)
        name = f"file {file.pk.hex} of case {file.item.case}"
        yield from named(name, _wrong_file(file, keys, chain) or _wrong_bytes(file, read))
    for pk, known in chain.files.items():
        if pk not in there and not chain.erased(known.case):
            yield Finding(f"file {pk} of case {known.case}", GONE)


def _wrong_file(file: SealedUpload, keys: sealing.ServerKeys, chain: Told) -> Promise | None:
    known = chain.files.get(file.pk.hex)
    if known is None:
        return UNTOLD
    if chain.erased(known.case):
        return BACK
    if known != (file.item.case_id.hex, file.item_id.hex, short(file.mark)):
        return CHANGED
    return unmarked(_check_file, keys, file)


def _wrong_bytes(file: SealedUpload, read: bool) -> Promise | None:
    path = storing.path_of(file.stored_as)
    if not path.exists():
        return BYTES_GONE
    if not read:
        return None
    digest = hashlib.blake2b(digest_size=KEY_SIZE)
    with path.open("rb") as source:
        while piece := source.read(PIECE):
            digest.update(piece)
    return None if digest.digest() == bytes(file.digest) else BYTES_CHANGED


def _check_text(keys: sealing.ServerKeys, text: sealing.SealedText) -> None:
    check_mark(keys, text.mark, text.place.context("mark"), text.blob, text.wrapped_key)


def _check_file(keys: sealing.ServerKeys, file: SealedUpload) -> None:
    stored = sealed_file(file)
    context = stored.place.context("mark")
    check_mark(keys, stored.mark, context, stored.head, stored.digest, stored.wrapped_key)
    _check_text(keys, sealed_about(file))

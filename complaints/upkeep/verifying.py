"""Whether everything is as the portal wrote it: the chain whole, the tables as the chain tells.

Whoever writes into the database has no key to make marks with, but can take rows away or put old
ones back, which no mark of one row shows. The chain shows it, for it tells each row; and published
heads show it where the chain itself was cut or put back.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from complaints import sealing
from complaints.models import (
    AuditRow,
    Case,
    Epoch,
    Exclusion,
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
    complainant_keys,
    epoch_key,
    fingerprint,
    recovery_key,
    roster_key,
    sealed_about,
    sealed_file,
    sealed_text,
)
from complaints.sealing import COMPLAINANT, KEY_SIZE, RECOVERY, Head, Mistyped, SealingError
from complaints.sealing.server_keys import check_mark
from complaints.upkeep import told
from complaints.upkeep.told import EpochTold, Told

PIECE = 1024 * 1024  # bytes of a sealed file read at once
ROWS = 200  # read at once; each holds sealed text
TRIES = 5

UNTOLD = _("was not written by the portal: the chain does not know it")
GONE = _("is gone, though the chain tells of it and it was not erased")
CHANGED = _("is not as the portal wrote it")
BACK = _("is back, though it was replaced or erased")
BYTES_GONE = _("its sealed bytes are gone from the disk")
BYTES_CHANGED = _("its sealed bytes were changed")
READER = _("opens a case for somebody to whom the chain gives no key")
READER_GONE = _("is gone: somebody who may read the case no longer can")
CUT = _("was published, but the chain does not have it: rows were cut off, or are older ones")


@dataclass(frozen=True)
class Finding:
    """A row that is not as it should be: its name, and what is wrong with it."""

    row: str
    fault: str | Promise

    def __str__(self) -> str:
        return f"{self.row}: {self.fault}"


Findings = Iterator[Finding]


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


def _findings(keys: sealing.ServerKeys, heads: list[Head], files: bool) -> Findings:
    chain = told.read(AuditRow.objects.order_by("number").iterator(ROWS))
    yield from _chain(keys, heads)
    yield from _published(chain)
    yield from _officers(keys, chain)
    yield from _recoveries(keys, chain)
    yield from _cases(keys, chain)
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
    yield from _missing("head of", chain.days, published)
    for day, mark in published.items():
        if day not in chain.days:
            yield Finding(f"head of {day}", UNTOLD)
        elif mark != chain.days[day]:
            yield Finding(f"head of {day}", CHANGED)


# --- who may read ---------------------------------------------------------------------


def _officers(keys: sealing.ServerKeys, chain: Told) -> Findings:
    there = set()
    for officer in Officer.objects.select_related("person"):
        there.add(officer.role)
        yield from _named(str(officer.role), _wrong_officer(officer, keys, chain))
    yield from _missing("", chain.enrolled, there)


def _wrong_officer(officer: Officer, keys: sealing.ServerKeys, chain: Told) -> Promise | None:
    if officer.role not in chain.enrolled:
        return UNTOLD
    if chain.enrolled[officer.role] != fingerprint(officer.public):
        return CHANGED
    if officer.pk.hex in chain.left:
        return None if officer.state == Officer.State.LEFT else BACK
    if officer.state != Officer.State.ADMITTED:
        return CHANGED if officer.pk.hex in chain.admitted else None
    return _wrong_admitted(officer, keys, chain)


def _wrong_admitted(officer: Officer, keys: sealing.ServerKeys, chain: Told) -> Promise | None:
    if officer.pk.hex not in chain.admitted:
        return UNTOLD
    if chain.admitted[officer.pk.hex] != short(officer.mark):
        return CHANGED
    return _unmarked(roster_key(officer).check, keys)


def _recoveries(keys: sealing.ServerKeys, chain: Told) -> Findings:
    latest = next(reversed(chain.recoveries), "")
    there = set()
    for recovery in Recovery.objects.all():
        print_ = fingerprint(recovery.public)
        there.add(print_)
        name = f"recovery {print_[:16]}"
        if print_ not in chain.recoveries:
            yield Finding(name, UNTOLD)
        elif chain.recoveries[print_] != short(recovery.mark):
            yield Finding(name, CHANGED)
        elif recovery.active != (print_ == latest):
            yield Finding(name, BACK if recovery.active else CHANGED)
        else:
            yield from _named(name, _unmarked(recovery_key(recovery).check, keys))
    yield from _missing("recovery", chain.recoveries, there)


# --- cases ----------------------------------------------------------------------------


def _cases(keys: sealing.ServerKeys, chain: Told) -> Findings:
    there = set()
    for case in Case.objects.order_by("fiscal_year", "number"):
        there.add(case.pk.hex)
        yield from _named(f"case {case} {case.pk.hex}", _wrong_case(case, keys, chain))
    yield from _missing("case", chain.cases, there)
    yield from _let_in_again(chain)


def _wrong_case(case: Case, keys: sealing.ServerKeys, chain: Told) -> Promise | None:
    known = chain.cases.get(case.pk.hex)
    if known is None:
        return UNTOLD
    if known.erased != bool(case.erased_on):
        return BACK if known.erased else CHANGED
    if (known.status, known.outcome, known.verdict) != (case.status, case.outcome, case.verdict):
        return CHANGED
    if known.erased:
        return None
    if known.mark != short(case.complainant_mark):
        return CHANGED
    return _unmarked(complainant_keys(case).check, keys)


def _let_in_again(chain: Told) -> Findings:
    """People whom the portal had excluded, and whom somebody let in again."""
    pairs = Exclusion.objects.values_list("case", "person")
    there = {(case.hex, str(person)) for case, person in pairs}
    for case, known in chain.cases.items():
        for person in sorted(known.excluded):
            if not known.erased and (case, person) not in there:
                yield Finding(f"exclusion of person {person} from case {case}", GONE)


def _epochs(keys: sealing.ServerKeys, chain: Told) -> Findings:
    there = set()
    for epoch in Epoch.objects.order_by("case", "number").iterator(ROWS):
        place = (epoch.case_id.hex, epoch.number)
        there.add(place)
        yield from _named(_epoch_name(place), _wrong_epoch(epoch, keys, chain))
    for place in chain.epochs:
        if place not in there and not chain.erased(place[0]):
            yield Finding(_epoch_name(place), GONE)


def _wrong_epoch(epoch: Epoch, keys: sealing.ServerKeys, chain: Told) -> Promise | None:
    known = chain.epochs.get((epoch.case_id.hex, epoch.number))
    if known is None:
        return UNTOLD
    if chain.erased(epoch.case_id.hex):
        return BACK
    if known.mark != short(epoch.mark):
        return CHANGED
    return _unmarked(epoch_key(epoch).check, keys)


def _epoch_name(place: tuple[str, int]) -> str:
    return f"epoch {place[1]} of case {place[0]}"


def _readers(chain: Told) -> Findings:
    """Wraps of people to whom the chain gave no key, or took it; and those that are gone."""
    there: dict[tuple[str, int], set[str]] = {}
    wraps = Wrap.objects.order_by("pk").values_list("epoch__case", "epoch__number", "role")
    for case, number, role in wraps.iterator(ROWS):
        there.setdefault((case.hex, number), set()).add(role)
    people = {one.role: str(one.person_id) for one in Officer.objects.all()}
    for place, known in chain.epochs.items():
        if chain.erased(place[0]):
            continue
        may, must = _allowed(place[0], known, chain, people)
        roles = there.get(place, set())
        for role in sorted(roles - may):
            yield Finding(f"wrap of {role} in {_epoch_name(place)}", READER)
        for role in sorted(must - roles):
            yield Finding(f"wrap of {role} in {_epoch_name(place)}", READER_GONE)


def _allowed(
    case: str, epoch: EpochTold, chain: Told, people: dict[str, str]
) -> tuple[set[str], set[str]]:
    """Roles that may have a wrap of the epoch, and those that must."""
    out = chain.cases[case].excluded if case in chain.cases else set()
    gone = {role for role, person in people.items() if person in out}
    gone |= {role for role in epoch.readers if role.rpartition(":")[2] in chain.left}
    return epoch.readers - gone, (epoch.readers - gone) | {COMPLAINANT, RECOVERY}


# --- what was written -----------------------------------------------------------------


def _items(keys: sealing.ServerKeys, chain: Told) -> Findings:
    there = set()
    for item in Item.objects.select_related("case").order_by("case", "place").iterator(ROWS):
        there.add(item.pk.hex)
        name = f"item {item.place} of case {item.case} {item.pk.hex}"
        yield from _named(name, _wrong_item(item, keys, chain))
    for pk, known in chain.items.items():
        if pk not in there and not chain.erased(known.case):
            yield Finding(f"item {pk} of case {known.case}", GONE)


def _wrong_item(item: Item, keys: sealing.ServerKeys, chain: Told) -> Promise | None:
    known = chain.items.get(item.pk.hex)
    if known is None:
        return UNTOLD
    if chain.erased(item.case_id.hex):
        return BACK
    if known != (item.case_id.hex, item.kind, item.author, short(item.mark)):
        return CHANGED
    return _unmarked(_check_text, keys, sealed_text(item))


def _files(keys: sealing.ServerKeys, chain: Told, read: bool) -> Findings:
    there = set()
    rows = SealedUpload.objects.select_related("item__case").order_by("pk")
    for file in rows.iterator(ROWS):
        there.add(file.pk.hex)
        name = f"file {file.pk.hex} of case {file.item.case}"
        yield from _named(name, _wrong_file(file, keys, chain) or _wrong_bytes(file, read))
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
    return _unmarked(_check_file, keys, file)


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


# --- one row --------------------------------------------------------------------------


def _unmarked(check: Callable[..., None], *facts: object) -> Promise | None:
    try:
        check(*facts)
    except SealingError:
        return CHANGED
    return None


def _named(name: str, fault: Promise | None) -> Findings:
    if fault:
        yield Finding(name, fault)


def _missing(kind: str, expected: Iterable[str], there: Collection[str]) -> Findings:
    for name in expected:
        if name not in there:
            yield Finding(f"{kind} {name}".strip(), GONE)

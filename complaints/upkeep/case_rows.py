"""What of a case lies in the clear, held against the chain: its columns, and who is kept out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from complaints import sealing
from complaints.models import Case, Exclusion, Officer
from complaints.sealed.excluding import name_in_chain
from complaints.sealed.recording import short
from complaints.sealed.stored import complainant_keys
from complaints.sealing import officer_role
from complaints.upkeep.findings import (
    BACK,
    CHANGED,
    GONE,
    UNTOLD,
    Finding,
    Findings,
    missing,
    named,
    same_day,
    unmarked,
)
from complaints.upkeep.retention import end_of_keeping
from complaints.upkeep.told import CaseTold, Told

DAYS = ("acknowledged_on", "examined_on", "closed_on", "last_item_on", "erased_on")


def cases(keys: sealing.ServerKeys, chain: Told) -> Findings:
    """Cases that are not as the chain tells, with the column; people kept out, too."""
    there = set()
    for case in Case.objects.order_by("fiscal_year", "number"):
        there.add(case.pk.hex)
        yield from _case(case, keys, chain.cases.get(case.pk.hex))
    yield from missing("case", chain.cases, there)
    yield from _exclusions(chain)


def _case(case: Case, keys: sealing.ServerKeys, known: CaseTold | None) -> Findings:
    name = f"case {case} {case.pk.hex}"
    if known is None:
        yield Finding(name, UNTOLD)
    elif known.erased != bool(case.erased_on):
        yield Finding(name, BACK if known.erased else CHANGED)
    else:
        for column in wrong_columns(case, known):
            yield Finding(f"{column} of {name}", CHANGED)
        if not known.erased:
            yield from named(name, unmarked(complainant_keys(case).check, keys))


def wrong_columns(case: Case, known: CaseTold) -> Iterator[str]:
    """The names of the columns that are not as the chain tells."""
    for column, (row, told) in _exact(case, known).items():
        if row != told:
            yield column
    for column in DAYS:
        if not same_day(getattr(case, column), getattr(known, column)):
            yield column


def _exact(case: Case, known: CaseTold) -> dict[str, tuple[object, object]]:
    assigned = officer_role(case.assigned_to_id) if case.assigned_to_id else ""
    return {
        "number": (str(case), known.number),
        "channel": (case.channel, known.channel),
        "category": (case.category, known.category),
        "received_on": (case.received_on.isoformat(), known.received_on),
        "status": (case.status, known.status),
        "outcome": (case.outcome, known.outcome),
        "verdict": (case.verdict, known.verdict),
        "keep_until": (case.keep_until, _kept_until(case, known)),
        "items_count": (case.items_count, known.items),
        "merged_into": (case.merged_into_id.hex if case.merged_into_id else "", known.merged_into),
        "assigned_to": (assigned, known.assigned_to),
        "complainant_mark": (
            short(case.complainant_mark), "" if known.erased else known.mark,
        ),
    }  # fmt: skip


def _kept_until(case: Case, known: CaseTold) -> date | None:
    """As the chain tells; from the row's own closing, which is held against the chain itself."""
    if known.kept_until:
        return date.fromisoformat(known.kept_until)
    return end_of_keeping(case.closed_on) if case.closed_on and known.closed_on else None


# --- who is kept out ------------------------------------------------------------------


@dataclass(frozen=True)
class KeptOut:
    """The people whom the chain keeps out of the cases that are kept, by case's id."""

    people: dict[str, set[int]]
    names: dict[tuple[str, str], int]  # case, name in the chain: person


def kept_out(chain: Told) -> KeptOut:
    """Whom the names in the chain mean: every officer, past ones too, is held against them."""
    known = {case: told.excluded for case, told in chain.cases.items() if not told.erased}
    people = set(Officer.objects.values_list("person", flat=True))
    wraps = Case.objects.filter(erased_on__isnull=True).values_list("pk", "complainant_wrap")
    found = KeptOut({}, {})
    for pk, wrap in wraps.iterator():
        for person in people if known.get(pk.hex) else ():
            name = name_in_chain(bytes(wrap), person)
            if name in known[pk.hex]:
                found.people.setdefault(pk.hex, set()).add(person)
                found.names[pk.hex, name] = person
    return found


def _exclusions(chain: Told) -> Findings:
    there = set()
    for row in Exclusion.objects.select_related("case").order_by("pk"):
        known = chain.cases.get(row.case_id.hex)
        name = name_in_chain(bytes(row.case.complainant_wrap), row.person_id)
        there.add((row.case_id.hex, name))
        told = known.excluded.get(name) if known else None
        title = f"exclusion of person {row.person_id} from case {row.case_id.hex}"
        if known and known.erased:
            yield Finding(title, BACK)
        elif told is None:
            yield Finding(title, UNTOLD)
        elif not same_day(row.on_day, told):
            yield Finding(title, CHANGED)
    yield from _let_in_again(chain, there)


def _let_in_again(chain: Told, there: set[tuple[str, str]]) -> Findings:
    """People whom the portal had excluded, and whom somebody let in again."""
    names = kept_out(chain).names
    for case, known in chain.cases.items():
        for name in known.excluded if not known.erased else ():
            if (case, name) not in there:
                person = names.get((case, name), "unknown")
                yield Finding(f"exclusion of person {person} from case {case}", GONE)

"""The release package of a year: one release a purchase, the same data always the same bytes.

Each release tells the whole purchase as it is known (OCDS 1.1, "Releases and records"). Its date
is that of the last thing published or changed, its identifier a sum of what it says: neither
comes from the clock, and no two releases that differ have one identifier.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator, Sequence
from hashlib import sha256

from portal.thai.digits import to_arabic
from portal.thai.fiscal import month_end
from procurement.methods import methods
from procurement.ocds.documents import documents, has_contract
from procurement.ocds.fields import MAPPING, WORDS, Fields, address, baht, day, kept, moment
from procurement.ocds.parties import Parties, party_id, public_text
from procurement.ocds.process import Edition, Notice, Office, Process
from procurement.rows import Award


class NothingToRelease(ValueError):
    """There is no purchase to tell of: the standard has no package without a release."""


def release_package(processes: Sequence[Process], office: Office, edition: Edition) -> bytes:
    """The package as JSON in UTF-8, a release a line, by month and then by the office's number.

    Raises NothingToRelease without purchases, and ValueError when two have the same key or the
    office has no name yet.
    """
    if not processes:
        raise NothingToRelease
    if not office.name.strip() or len({one.key for one in processes}) < len(processes):
        raise ValueError("an office with a name, and purchases each with its own key, are needed")
    head = kept(
        uri=address(edition.uri),
        version=MAPPING["version"],
        extensions=MAPPING["extensions"],
        publishedDate=moment(max(one.last_change for one in processes)),
        publisher=kept(name=public_text(office.name), uri=address(office.url)),
        license=address(edition.licence),
        publicationPolicy=address(edition.policy),
    )
    # Written one by one: thousands of them as dictionaries at once are slow to keep.
    releases = ",\n".join(_release(one, number, office) for one, number in _numbered(processes))
    return f'{_json(head)[:-1]},"releases":[\n{releases}\n]}}\n'.encode()


def _json(value: Fields) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def _numbered(processes: Sequence[Process]) -> Iterator[tuple[Process, str]]:
    """Each purchase with the number that its ocid ends in: that of e-GP, or one of our own.

    Where rows share a number of e-GP, the first keeps it bare and the others carry their own
    key behind it.
    """
    taken: set[str] = set()
    for one in sorted(processes, key=lambda each: (each.month, len(each.key), each.key)):
        own = f"row-{_plain(one.key)}"
        number = _plain(one.row.project_number) or own
        while number in taken:
            number = f"{number}-{own}"
        taken.add(number)
        yield one, number


def _plain(number: str) -> str:
    latin = to_arabic(unicodedata.normalize("NFKC", number))
    return re.sub("[^0-9A-Za-z]+", "-", latin).strip("-")


def _release(process: Process, number: str, office: Office) -> str:
    ocid = f"{office.prefix}-{number}"
    parties, placed = Parties(office), documents(process)
    buyer = parties.office("buyer")
    tender = _tender(process, number, parties, placed["tender"])
    bids = _bids(process, number, parties)
    awards = _awards(process, number, parties, placed["award"])
    contracts = _contracts(process, number, placed["contract"])
    planning = _planning(process, placed["planning"])
    told = _json(
        kept(
            date=moment(process.last_change),
            language=MAPPING["language"],
            tag=_tags(planning, tender, awards, contracts),
            initiationType="tender",
            parties=parties.listed(),
            buyer=buyer,
            planning=planning,
            tender=tender,
            bids=bids,
            awards=awards,
            contracts=contracts,
        )
    )
    names = {"ocid": ocid, "id": f"{ocid}-{sha256(told.encode()).hexdigest()[:12]}"}
    return f"{_json(names)[:-1]},{told[1:]}"


def _tags(
    planning: Fields, tender: Fields, awards: list[Fields], contracts: list[Fields]
) -> list[str]:
    stages = {
        "planning": planning,
        "tender": tender["status"] != "cancelled",
        "tenderCancellation": tender["status"] == "cancelled",
        "award": awards,
        "contract": contracts,
    }
    return [tag for tag, reached in stages.items() if reached]


def _planning(process: Process, papers: list[Fields]) -> Fields:
    row, plan = process.row, process.plan
    budget = row.budget if row.budget is not None or plan is None else plan.budget
    milestones = []
    if plan is not None and plan.expected_month is not None:
        due = day(month_end(plan.expected_month))
        milestones = [
            kept(
                id="announcement", title=WORDS["expected_month"], type="preProcurement", dueDate=due
            )
        ]
    return kept(
        budget=kept(
            id=plan.code.strip() if plan else "",
            description=_plan_words(process),
            amount=baht(budget),
        ),
        documents=papers,
        milestones=milestones,
    )


def _plan_words(process: Process) -> str:
    """The project's name, with what the plan had for it where the purchase has another sum."""
    plan = process.plan
    if plan is None:
        return ""
    title = public_text(plan.title)
    if plan.budget is None or process.row.budget in (None, plan.budget):
        return title
    return WORDS["plan_budget"].format(title=title, budget=f"{plan.budget:,.2f}")


def _tender(process: Process, number: str, parties: Parties, papers: list[Fields]) -> Fields:
    row = process.row
    method = methods().get(row.method)
    sellers = (parties.seller(one.name, "tenderer") for one in row.offers)
    tenderers = {one["id"]: one for one in sellers if one}
    return kept(
        id=number,
        title=public_text(row.title),
        status=_tender_status(process),
        procuringEntity=parties.office("procuringEntity"),
        value=baht(row.reference_price if row.reference_price is not None else row.budget),
        procurementMethod=method.ocds if method else None,
        procurementMethodDetails=method.th if method else None,
        numberOfTenderers=len(tenderers) or None,
        tenderers=list(tenderers.values()),
        documents=papers,
        amendments=[_amendment(one) for one in process.notices if one.type == "change"],
    )


def _tender_status(process: Process) -> str:
    told = {one.type for one in process.notices}
    if process.row.awards:
        return "complete"
    return "cancelled" if "cancellation" in told else "active"


def _amendment(notice: Notice) -> Fields:
    return kept(
        id=f"notice-{notice.key}",
        date=day(notice.on) if notice.on else moment(notice.published),
        description=public_text(notice.title),
    )


def _bids(process: Process, number: str, parties: Parties) -> Fields:
    offers = process.row.offers
    if not offers:
        return {}
    details = []
    for place, offer in enumerate(offers, 1):
        seller = parties.seller(offer.name, "tenderer")
        details.append(
            kept(
                id=f"{number}-bid-{place}",
                tenderers=[seller] if seller else [],
                value=baht(offer.price),
            )
        )
    count = {"id": "bids", "measure": "bids", "value": len(offers)}
    return {"statistics": [count], "details": details}


def _awards(process: Process, number: str, parties: Parties, papers: list[Fields]) -> list[Fields]:
    decided = [one.on for one in process.notices if one.type == "winner" and one.on]
    awards = []
    for place, award in enumerate(process.row.awards, 1):
        seller = parties.seller(award.name, "supplier")
        awards.append(
            kept(
                id=_award_id(number, place),
                title=public_text(process.row.title),
                status="active",
                date=day(max(decided)) if decided else None,
                value=baht(award.price),
                suppliers=[seller] if seller else [],
                rationale=public_text(process.row.reason),
                relatedBid=_bid_of(award, process, number),
                documents=papers if place == 1 else [],
            )
        )
    return awards


def _award_id(number: str, place: int) -> str:
    return f"{number}-award-{place}"


def _bid_of(award: Award, process: Process, number: str) -> str | None:
    """The one offer of who was chosen; None where there is none or more than one."""
    if not public_text(award.name):
        return None
    chosen = party_id(award.name)
    found = [
        place
        for place, offer in enumerate(process.row.offers, 1)
        if public_text(offer.name) and party_id(offer.name) == chosen
    ]
    return f"{number}-bid-{found[0]}" if len(found) == 1 else None


def _contracts(process: Process, number: str, papers: list[Fields]) -> list[Fields]:
    awards = [pair for pair in enumerate(process.row.awards, 1) if has_contract(pair[1])]
    used = [public_text(award.contract_number) for _, award in awards]
    return [
        kept(
            # The number on the contract; our own where there is none or two have the same.
            id=used[at] if used[at] and used.count(used[at]) == 1 else f"{number}-contract-{place}",
            awardID=_award_id(number, place),
            title=public_text(process.row.title),
            status="active" if award.contract_date else None,
            value=baht(award.price),
            dateSigned=day(award.contract_date) if award.contract_date else None,
            documents=papers if at == 0 else [],
        )
        for at, (place, award) in enumerate(awards)
    ]

"""Notices and their files as documents, each in the section of the release that it belongs to."""

from __future__ import annotations

from collections.abc import Iterator

from procurement.ocds.fields import MAPPING, WORDS, Fields, address, kept, moment
from procurement.ocds.parties import public_text
from procurement.ocds.process import Notice, NoticeFile, PlanEntry, Process
from procurement.rows import Award

_WEB_PAGE = {"format": "text/html", "language": MAPPING["language"]}


def documents(process: Process) -> dict[str, list[Fields]]:
    """Documents by section: "planning", "tender", "award", "contract"; identifiers are unique.

    What is of a section that the purchase has not reached stands in the one before it.
    """
    placed: dict[str, list[Fields]] = {"planning": [], "tender": [], "award": [], "contract": []}
    for section, document in _all(process):
        placed[_reached(section, process)].append(document)
    return placed


def _reached(section: str, process: Process) -> str:
    if section == "contract" and not any(map(has_contract, process.row.awards)):
        section = "award"
    return "tender" if section == "award" and not process.row.awards else section


def has_contract(award: Award) -> bool:
    """Whether the award came to a contract or order that the summary names."""
    return bool(award.contract_number.strip() or award.contract_date)


def _all(process: Process) -> Iterator[tuple[str, Fields]]:
    if process.plan is not None and process.plan.url:
        yield "planning", _page_of_plan(process.plan)
    for notice in process.notices:
        for document in _of_notice(notice):
            yield MAPPING["notices"][notice.type]["section"], document
    if process.url:
        yield "award", _page_of_purchase(process)


def _page_of_plan(plan: PlanEntry) -> Fields:
    return kept(
        id="plan",
        documentType="procurementPlan",
        title=WORDS["plan"],
        url=address(plan.url),
        datePublished=moment(plan.published),
        **_WEB_PAGE,
    )


def _page_of_purchase(process: Process) -> Fields:
    """The row of the monthly summary, which tells the public who was chosen and why."""
    return kept(
        id="summary",
        documentType="awardNotice",
        title=WORDS["summary"],
        url=address(process.url),
        datePublished=moment(process.published),
        **_WEB_PAGE,
    )


def _of_notice(notice: Notice) -> Iterator[Fields]:
    yield kept(
        id=f"notice-{notice.key}",
        documentType=MAPPING["notices"][notice.type]["document_type"],
        title=public_text(notice.title),
        description=_about(notice),
        url=address(notice.url),
        datePublished=moment(notice.published),
        **(_WEB_PAGE if notice.url else {}),
    )
    for file in notice.files:
        yield _file(notice, file)


def _file(notice: Notice, file: NoticeFile) -> Fields:
    return kept(
        id=f"notice-{notice.key}-{file.key}",
        documentType=MAPPING["notices"][notice.type]["document_type"],
        title=public_text(file.title),
        description=_about(notice),
        url=address(file.url),
        datePublished=moment(file.published),
        format=file.media_type,
        language=MAPPING["language"],
    )


def _about(notice: Notice) -> str:
    kind, number = MAPPING["notices"][notice.type]["th"], public_text(notice.number)
    return WORDS["notice_number"].format(type=kind, number=number) if number else kind

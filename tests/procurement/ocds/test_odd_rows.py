"""Whatever the rows hold, the package is one that the standard accepts."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from procurement.methods import methods
from procurement.ocds.package import release_package
from procurement.ocds.process import Notice, NoticeFile, PlanEntry, Process
from procurement.rows import LARGEST, Award, Offer, Row
from tests.procurement.ocds.purchases import EDITION, OFFICE, SITE, TYPES
from tests.procurement.ocds.validation import problems

ODD = st.sampled_from(
    [
        *("", " ", "-", "ร้าน ก", "ร้าน  ก", " ร้าน ก\u200b", OFFICE.name, "=1+1", "\x00", "\n"),
        *('"', "\\", "𝒜", "1-1014-00000-01-4", "๖๘๑๑๙๐๐๐๐๐๑", "68119000001", "row-1", "</script>"),
    ]
)
TEXT = st.one_of(ODD, st.text(max_size=20))
AMOUNT = st.none() | st.decimals(0, LARGEST, places=2, allow_nan=False, allow_infinity=False)
DAY = st.dates(date(1900, 1, 1), date(2600, 1, 1))
MOMENT = st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
ADDRESS = st.sampled_from(["", f"{SITE}/page/", f"{SITE}/หน้า?ก=1"])

ROWS = st.builds(
    Row,
    title=TEXT,
    budget=AMOUNT,
    reference_price=AMOUNT,
    method=st.sampled_from(["", "unheard of", *methods()]),
    offers=st.lists(st.builds(Offer, name=TEXT, price=AMOUNT), max_size=4).map(tuple),
    awards=st.lists(
        st.builds(
            Award, name=TEXT, price=AMOUNT, contract_number=TEXT, contract_date=st.none() | DAY
        ),
        max_size=4,
    ).map(tuple),
    reason=TEXT,
    project_number=TEXT,
)
FILES = st.lists(
    st.builds(
        NoticeFile,
        key=st.uuids().map(str),
        title=TEXT,
        url=ADDRESS,
        media_type=st.just("application/pdf"),
        published=MOMENT,
    ),
    max_size=2,
    unique_by=lambda one: one.key,
).map(tuple)
NOTICES = st.lists(
    st.builds(
        Notice,
        key=st.integers(1, 10**6).map(str),
        type=st.sampled_from(TYPES),
        title=TEXT,
        published=MOMENT,
        number=TEXT,
        on=st.none() | DAY,
        url=ADDRESS,
        changed=st.none() | MOMENT,
        files=FILES,
    ),
    max_size=3,
    unique_by=lambda one: one.key,
).map(tuple)
PLANS = st.none() | st.builds(
    PlanEntry,
    title=TEXT,
    published=MOMENT,
    code=TEXT,
    budget=AMOUNT,
    expected_month=st.none() | DAY,
    url=ADDRESS,
    changed=st.none() | MOMENT,
)
PROCESSES = st.lists(
    st.builds(
        Process,
        key=st.integers(1, 10**6).map(str),
        row=ROWS,
        month=DAY,
        published=MOMENT,
        changed=st.none() | MOMENT,
        url=ADDRESS,
        plan=PLANS,
        notices=NOTICES,
    ),
    min_size=1,
    max_size=4,
    unique_by=lambda one: one.key,
)


@settings(max_examples=200, deadline=None)
@given(PROCESSES)
def test_odd_rows_validate_and_keep_their_amounts(processes: list[Process]) -> None:
    package = release_package(processes, OFFICE, EDITION)

    assert problems(package) == []
    assert package == release_package(processes[::-1], OFFICE, EDITION)
    told = json.loads(package, parse_float=Decimal, parse_int=Decimal)["releases"]
    agreed = [one.price for each in processes for one in each.row.awards if one.price is not None]
    kept = [
        award["value"]["amount"]
        for one in told
        for award in one.get("awards", ())
        if "value" in award
    ]
    assert sorted(kept) == sorted(agreed)

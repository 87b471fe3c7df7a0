"""A year as a release package: what the standard's schema says of it, and what it tells."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from procurement.methods import methods
from procurement.ocds.package import NothingToRelease, release_package
from procurement.ocds.process import Process
from procurement.rows import LARGEST, Award, Offer
from tests.procurement.ocds.purchases import (
    EDITION,
    NOON,
    OFFICE,
    PLAN,
    SELLERS,
    TYPES,
    bought,
    notice,
    whole,
    year,
)
from tests.procurement.ocds.validation import problems


def written(*processes: Process) -> bytes:
    return release_package(processes, OFFICE, EDITION)


def release(process: Process) -> dict[str, Any]:
    return json.loads(written(process))["releases"][0]


# --- the schema ----------------------------------------------------------------------------


@pytest.mark.parametrize("count", [1, 2, 40, 2000])
def test_validates(count: int) -> None:
    package = written(*year(count))

    assert problems(package) == []
    assert len(json.loads(package)["releases"]) == count


def test_validates_with_all_that_may_be_told() -> None:
    assert problems(written(whole())) == []


def test_no_purchase_is_no_package() -> None:
    with pytest.raises(NothingToRelease):
        release_package([], OFFICE, EDITION)


@pytest.mark.parametrize("type_", TYPES)
def test_every_notice_finds_its_place_whatever_else_is_known(type_: str) -> None:
    for row in (bought(), bought(awards=()), bought(awards=(Award(SELLERS[0]),))):
        process = whole(row=row, notices=(notice(type_, "n"),), plan=None, url="")
        package = written(process)

        assert problems(package) == []
        assert package.count(b'"notice-n"') == (2 if type_ == "change" else 1)


BROKEN = {
    "a field of another name": lambda one: one.update(tittle="x"),
    "an amount as text": lambda one: one["tender"]["value"].update(amount="5"),
    "a method of no list": lambda one: one["tender"].update(procurementMethod="specific"),
    "another currency": lambda one: one["tender"]["value"].update(currency="BAHT"),
    "no date": lambda one: one.pop("date"),
    "a date without its time": lambda one: one.update(date="2025-11-01"),
    "no ocid": lambda one: one.pop("ocid"),
    "an unregistered form of ocid": lambda one: one.update(ocid="th-1"),
    "no tag": lambda one: one.update(tag=[]),
    "an unknown tag": lambda one: one.update(tag=["สัญญา"]),
    "an empty text": lambda one: one["tender"].update(title=" "),
    "an empty list": lambda one: one.update(awards=[]),
    "a contract without its award": lambda one: one["contracts"][0].update(awardID="x"),
    "a bid that is not there": lambda one: one["awards"][0].update(relatedBid="x"),
    "a supplier who is no party": lambda one: one.update(parties=one["parties"][:1]),
    "an award twice": lambda one: one["awards"].append({**one["awards"][0], "title": "x"}),
    "an address with blanks": lambda one: one["tender"]["documents"][0].update(url="a b"),
    "a type of document of our own": lambda one: one["tender"]["documents"][0].update(
        documentType="ประกาศ"
    ),
    "a bid without its number": lambda one: one["bids"]["details"][0].pop("id"),
    "a reason that is no text": lambda one: one["awards"][0].update(rationale=["x"]),
}


@pytest.mark.parametrize("fault", BROKEN)
def test_the_validator_refuses(fault: str) -> None:
    package = json.loads(written(whole()))
    assert problems(json.dumps(package).encode()) == []

    BROKEN[fault](package["releases"][0])

    assert problems(json.dumps(package).encode()) != []


@pytest.mark.parametrize("field", ["uri", "version", "publisher", "publishedDate", "releases"])
def test_the_validator_misses_what_every_package_has(field: str) -> None:
    package = json.loads(written(whole()))
    package[field] = None

    assert problems(json.dumps(package).encode()) != []


# --- the same bytes ------------------------------------------------------------------------


def test_the_same_data_are_the_same_bytes_whatever_their_order(time_machine) -> None:
    processes = year(200)
    first = written(*processes)

    random.Random(5).shuffle(processes)
    time_machine.move_to(NOON + timedelta(days=4000))

    assert written(*processes) == first


def test_a_change_gives_the_release_another_number_and_the_package_another_date() -> None:
    later = NOON + timedelta(days=3)
    before, after = (json.loads(written(one)) for one in (whole(), whole(changed=later)))

    assert before["publishedDate"] == "2025-12-01T12:00:00+07:00"
    assert after["publishedDate"] == after["releases"][0]["date"] == "2025-12-04T12:00:00+07:00"
    assert before["releases"][0]["ocid"] == after["releases"][0]["ocid"]
    assert before["releases"][0]["id"] != after["releases"][0]["id"]


@pytest.mark.parametrize(
    "process",
    [
        whole(notices=(notice("winner", published=NOON + timedelta(days=1)),)),
        whole(notices=(notice("winner", changed=NOON + timedelta(days=1)),)),
        whole(plan=replace(PLAN, changed=NOON + timedelta(days=1))),
    ],
)
def test_a_release_is_as_new_as_the_newest_of_it(process: Process) -> None:
    assert release(process)["date"] == "2025-12-02T12:00:00+07:00"


# --- identifiers ---------------------------------------------------------------------------


def ocids(*processes: Process) -> list[str]:
    return [one["ocid"] for one in json.loads(written(*processes))["releases"]]


def test_the_ocid_is_the_number_of_egp_in_latin_digits() -> None:
    assert ocids(whole(row=bought(project_number=" ๖๘๑๑๙๐๐๐๐๐๑ "))) == ["ocds-a1b2c3-68119000001"]


def test_without_egp_the_ocid_is_a_number_of_our_own() -> None:
    assert ocids(whole("7", row=bought(project_number=""))) == ["ocds-a1b2c3-row-7"]


def test_purchases_that_share_a_number_of_egp_keep_an_ocid_each() -> None:
    early, late = whole("9"), whole("12")
    earlier_month = whole("30", month=date(2025, 10, 1))

    assert ocids(late, early, earlier_month) == [
        "ocds-a1b2c3-68119000001",
        "ocds-a1b2c3-68119000001-row-9",
        "ocds-a1b2c3-68119000001-row-12",
    ]
    assert problems(written(late, early, earlier_month)) == []


def test_a_key_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="key"):
        release_package([whole("1"), whole("1")], OFFICE, EDITION)


def test_contracts_have_the_number_on_them_unless_two_have_the_same() -> None:
    signed = date(2025, 11, 20)
    row = bought(
        awards=(
            Award(SELLERS[0], Decimal(1), "๑/๒๕๖๙", signed),
            Award(SELLERS[1], Decimal(2), "2/2569"),
            Award(SELLERS[2], Decimal(3), "2/2569"),
            Award(SELLERS[0], Decimal(4)),
        )
    )
    told = release(whole(row=row))

    assert [one["id"] for one in told["contracts"]] == [
        "๑/๒๕๖๙",
        "68119000001-contract-2",
        "68119000001-contract-3",
    ]
    assert told["contracts"][0]["dateSigned"] == "2025-11-20T00:00:00+07:00"
    assert [one["awardID"] for one in told["contracts"]] == [
        f"68119000001-award-{place}" for place in (1, 2, 3)
    ]
    assert problems(written(whole(row=row))) == []


# --- parties -------------------------------------------------------------------------------


def roles(told: dict[str, Any]) -> dict[str, list[str]]:
    return {one["name"]: one["roles"] for one in told["parties"]}


def test_everybody_is_one_party_with_all_their_roles() -> None:
    told = release(whole())

    assert roles(told) == {
        OFFICE.name: ["buyer", "procuringEntity"],
        SELLERS[0]: ["tenderer", "supplier"],
        SELLERS[1]: ["tenderer"],
    }
    assert told["parties"][0]["address"]["region"] == "ขอนแก่น"
    assert told["parties"][0]["contactPoint"]["telephone"] == "0-4300-0000"
    assert "address" not in told["parties"][1]


@pytest.mark.parametrize("spelt", [f" {SELLERS[2]}\u200b ", "หจก.รุ่งเรือง", "หจก. รุ่งเรือง"])
def test_a_seller_is_the_same_party_in_every_purchase_however_spelt(spelt: str) -> None:
    short, full = (
        bought(
            project_number=number,
            offers=(Offer(name, Decimal(5)), Offer(SELLERS[0], Decimal(6))),
            awards=(Award(SELLERS[2], Decimal(5)),),
        )
        for number, name in (("1", spelt), ("2", SELLERS[2]))
    )
    package = written(whole("1", row=short), whole("2", row=full))
    first, second = json.loads(package)["releases"]

    assert [one["id"] for one in first["parties"]] == [one["id"] for one in second["parties"]]
    assert first["awards"][0]["relatedBid"] == "1-bid-1"
    assert problems(package) == []


def test_a_company_and_a_shop_of_one_name_are_two_parties() -> None:
    offers = (Offer("บริษัท รุ่งเรือง จำกัด"), Offer("ร้านรุ่งเรือง"), Offer("-"), Offer("."))
    told = release(whole(row=bought(offers=offers, awards=())))

    assert len({one["id"] for one in told["parties"]}) == 5


def test_the_number_of_a_person_is_nowhere() -> None:
    named = "นายสมชาย ใจดี 1-1014-00000-01-4"
    row = bought(offers=(Offer(named, Decimal(5)),), awards=(Award(named, Decimal(5)),))
    process = whole(row=replace(row, title=f"จ้าง{named}", reason=named))
    package = written(process).decode()

    assert "00000-01-4" not in package
    assert "1101400000014" not in package
    assert "นายสมชาย ใจดี" in package
    assert problems(package.encode()) == []


# --- what is told --------------------------------------------------------------------------


def test_a_purchase_is_told_from_plan_to_contract() -> None:
    told = release(whole())

    assert told["tag"] == ["planning", "tender", "award", "contract"]
    assert told["language"] == "th"
    assert told["planning"]["budget"] == {
        "id": "P68100000001",
        "description": "โครงการซ่อมแซมถนน (งบประมาณตามแผน 500,000.00 บาท)",
        "amount": {"amount": 498000.5, "currency": "THB"},
    }
    assert told["planning"]["milestones"][0]["dueDate"] == "2025-11-30T00:00:00+07:00"
    assert told["tender"]["value"] == {"amount": 497500.25, "currency": "THB"}
    assert told["tender"]["status"] == "complete"
    assert told["tender"]["numberOfTenderers"] == 2
    assert told["bids"]["statistics"] == [{"id": "bids", "measure": "bids", "value": 2}]
    award = told["awards"][0]
    assert award["value"] == {"amount": 497000.1, "currency": "THB"}
    assert award["rationale"] == "เสนอราคาต่ำสุดและมีคุณสมบัติถูกต้อง"
    assert award["date"] == "2025-11-10T00:00:00+07:00"
    assert told["contracts"][0]["value"] == award["value"]


@pytest.mark.parametrize("code", methods())
def test_methods_are_told_by_the_standard_and_in_thai(code: str) -> None:
    tender = release(whole(row=bought(method=code)))["tender"]

    assert tender["procurementMethod"] == methods()[code].ocds
    assert tender["procurementMethodDetails"] == methods()[code].th


def test_documents_stand_in_their_stage_with_their_files() -> None:
    told = release(whole())
    kinds = {
        "planning": told["planning"]["documents"],
        "tender": told["tender"]["documents"],
        "award": told["awards"][0]["documents"],
        "contract": told["contracts"][0]["documents"],
    }

    assert {stage: [one["documentType"] for one in listed] for stage, listed in kinds.items()} == {
        "planning": ["procurementPlan"] * 3,
        "tender": [
            *["billOfQuantity"] * 2,
            *["technicalSpecifications"] * 2,
            *["tenderNotice"] * 4,
        ],
        "award": ["awardNotice"] * 3,
        "contract": ["contractSummary"] * 2,
    }
    page, file = kinds["tender"][:2]
    assert page["description"] == "ประกาศราคากลาง เลขที่ 5/2569"
    assert (page["format"], file["format"]) == ("text/html", "application/pdf")
    assert file["datePublished"] == "2025-12-01T12:00:00+07:00"
    assert told["tender"]["amendments"] == [
        {"id": "notice-5", "date": "2025-11-10T00:00:00+07:00", "description": "เรื่องที่ 5"}
    ]


def test_a_cancelled_purchase_says_so() -> None:
    process = whole(row=bought(awards=()), notices=(notice("cancellation"),))
    told = release(process)

    assert told["tender"]["status"] == "cancelled"
    assert told["tag"] == ["planning", "tenderCancellation"]
    assert problems(written(process)) == []


def test_a_row_with_hardly_anything_is_told_with_hardly_anything() -> None:
    row = bought(
        **{"budget": None, "reference_price": None, "method": "", "offers": (), "awards": ()},
        **{"reason": "", "project_number": ""},
    )
    process = whole(row=row, plan=None, notices=(), url="")
    told = release(process)

    assert set(told["tender"]) == {"id", "title", "status", "procuringEntity"}
    assert {"planning", "bids", "awards", "contracts"}.isdisjoint(told)
    assert problems(written(process)) == []


@pytest.mark.parametrize(
    "amount", ["0", "0.01", "0.1", "1234.50", "99999999.99", "250000", str(LARGEST), "0.07"]
)
def test_amounts_are_exact_to_the_satang(amount: str) -> None:
    row = bought(awards=(Award(SELLERS[0], Decimal(amount)),))
    package = written(whole(row=row))
    told = json.loads(package, parse_float=Decimal, parse_int=Decimal)["releases"][0]

    assert told["awards"][0]["value"]["amount"] == Decimal(amount)
    assert problems(package) == []

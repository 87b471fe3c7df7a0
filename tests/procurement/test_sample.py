"""The sample office's procurement: a whole public year, and the running one honestly begun."""

from __future__ import annotations

from datetime import date

import pytest

from accounts.rights import Right, may
from procurement import months, years
from procurement.models import (
    Bid,
    Purchase,
    PurchaseMonth,
    PurchaseNotice,
    PurchasePlan,
    PurchaseYear,
)
from publications.guard import findings_of
from sample.clock import at
from sample.office import Office, make_office
from sample.procurement import IN_ORDER, ProcurementMaker
from tests.kept_state import KeptState

LAST_DAY_OF_WRITING = date(2026, 11, 22)
kept: list[KeptState] = []


def made(today: date) -> Office:
    office = make_office("phai-lom-dao-khlong-tawan99")
    ProcurementMaker(office, today).make()
    return office


def slugs(months_of_year) -> list[str]:
    return [one.slug for one in months_of_year.order_by("month")]


@pytest.fixture
def office(transactional_db) -> Office:
    """The sample as it is on one day; made once a process."""
    if not kept:
        kept.append(KeptState(lambda: made(LAST_DAY_OF_WRITING)))
    kept[0].bring_back()
    return kept[0].made


def test_the_finished_year_is_public_in_every_month(office):
    year = PurchaseMonth.objects.public().filter(fiscal_year=2569)
    assert slugs(year) == [f"month-2569-{number}" for number in IN_ORDER]
    counts = [one.purchases.kept().count() for one in year.order_by("month")]
    assert min(counts) == counts[0] == 8
    assert max(counts) <= 25
    assert all(one.purchases.kept().exists() for one in year)


def test_the_running_year_misses_a_month_and_has_one_in_work(office):
    with at(LAST_DAY_OF_WRITING):
        assert months.missing_months() == [date(2026, 10, 1)]
    assert not PurchaseMonth.objects.filter(slug="month-2570-10").exists()
    draft = PurchaseMonth.objects.get(slug="month-2570-11")
    waiting = [one.remark.code for one in months.judged(draft) if one.stops]
    assert draft.state == "draft"
    assert {"agreed_above_budget", "reason_missing", "contract_number_missing"} <= set(waiting)
    assert not any(one.stops and one.remark.code in months.MUST for one in months.judged(draft))


def test_remarks_of_the_public_months_are_few_and_answered(office):
    found = [
        one for month in PurchaseMonth.objects.public() for one in months.judged(month)
    ]  # fmt: skip
    assert sorted(one.remark.code for one in found) == ["not_cheapest", "not_cheapest", "split"]
    assert all(one.answer and one.answer.by == office.people["finance"] for one in found)


def test_what_was_bought_is_as_many_ways_as_an_office_buys(office):
    bought = Purchase.objects.public()
    methods = set(bought.values_list("method", flat=True))
    assert methods == {"specific", "e_bidding", "e_market", "selection"}
    assert Bid.objects.filter(purchase__in=bought.filter(method="e_bidding")).count() >= 12
    rows = [one.row() for one in bought.whole()]
    numbers = [award.contract_number for row in rows for award in row.awards]
    assert len(set(numbers)) == len(numbers)
    assert all(award.contract_date.weekday() < 5 for row in rows for award in row.awards)


def test_notices_of_every_type_lead_to_their_purchases(office):
    notices = PurchaseNotice.objects.public()
    types = {value for value, _label in PurchaseNotice.Type.choices}
    assert set(notices.values_list("notice_type", flat=True)) == types
    bought = Purchase.objects.public().filter(method="e_bidding")
    for one in bought:
        told = notices.filter(project_number=one.project_number).order_by("document_date")
        assert {"reference_price", "invitation", "winner", "contract"} <= {
            notice.notice_type for notice in told
        }
        assert told.last().document_date >= one.row().awards[0].contract_date


def test_a_purchase_is_followed_from_the_plan_to_its_contract(office):
    bought = Purchase.objects.public().exclude(project_number="")
    assert bought.count() == 7
    for one in bought:
        assert one.plan_item.plan.slug == "plan-2569"
        assert one.agreed <= one.plan_item.budget
    invited = PurchaseNotice.objects.get(notice_type="invitation", fiscal_year=2570)
    assert invited.plan_item.plan.slug == "plan-2570"


def test_the_plan_tells_what_was_changed_cancelled_and_added(office):
    plan = PurchasePlan.objects.public().get(fiscal_year=2569)
    told = [(one.kind, bool(one.reason)) for one in plan.changes_made()]
    assert told == [("changed", True), ("cancelled", True), ("added", True)]
    cancelled = plan.items.get(cancelled_on__isnull=False)
    assert not cancelled.purchases.exists() and not cancelled.notices.exists()
    assert PurchasePlan.objects.public().filter(fiscal_year=2570).exists()


def test_the_report_of_the_finished_year_has_every_month(office):
    report = PurchaseYear.objects.public().get()
    figures = years.drawn_figures(report)
    assert report.fiscal_year == 2569
    assert figures.total.count == Purchase.objects.public().of_year(2569).count()
    assert not years.has_moved(report)
    assert report.problems and report.suggestions


def test_nothing_in_it_looks_like_a_persons_data(office):
    kinds = (PurchaseMonth, PurchaseNotice, PurchasePlan, PurchaseYear)
    shown = [one for kind in kinds for one in kind.objects.all()]
    assert [one for each in shown for one in findings_of(each)] == []


def test_whoever_keeps_it_may(office):
    assert may(office.people["finance"], Right.KEEP_PROCUREMENT)
    assert not may(office.people["works"], Right.KEEP_PROCUREMENT)


@pytest.mark.parametrize(
    ("today", "public", "missing"),
    [
        (date(2026, 10, 2), 11, ["2026-09"]),  # September waits for its day
        (date(2027, 3, 1), 16, ["2027-02"]),
        (date(2027, 12, 20), 22, ["2027-08", "2027-09", "2027-10", "2027-11"]),
    ],
)
def test_it_can_be_loaded_on_any_later_day(db, today, public, missing):
    made(today)
    with at(today):
        assert PurchaseMonth.objects.public().count() == public
        assert [f"{first:%Y-%m}" for first in months.missing_months(today)] == missing
    assert not PurchaseMonth.objects.filter(month__gt=today).exists()
    assert not PurchaseNotice.objects.filter(document_date__gt=today).exists()

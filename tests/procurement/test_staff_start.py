"""The start of whoever keeps the procurement: twelve months, what is missing, one press each."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from accounts.models import Role
from portal.thai.fiscal import FiscalYear
from procurement import waiting
from procurement.models import PurchaseMonth, PurchaseNotice
from procurement.overview import months_of
from publications import publishing
from tests import factories
from tests.procurement.conftest import OCTOBER, a_row

START = reverse("procurement-staff:start")


@pytest.fixture(autouse=True)
def today(time_machine):
    """21 November 2026: October is over, November runs, December lies ahead."""
    time_machine.move_to("2026-11-21 09:00 +0700")


@pytest.fixture
def client(client, keeper):
    client.force_login(keeper, backend="accounts.authentication.StaffBackend")
    return client


def lines() -> dict[int, object]:
    return {line.first.month: line for line in months_of(FiscalYear(2570))}


def press(client, name: str, year: int = 2570, month: int = 10):
    return client.post(reverse(f"procurement-staff:{name}", args=[year, month]), follow=True)


def test_each_month_stands_where_it_is(published, begun, client):
    published(2, date(2026, 9, 1))
    begun([a_row(1), a_row(2, reason="")])
    page = client.get(START)
    assert [line.first.month for line in page.context["lines"]][:3] == [10, 11, 12]
    october, november, december = page.context["lines"][:3]
    assert (october.state, october.rows, october.open_remarks) == ("draft", 2, 1)
    assert (october.agreed, october.missing) == (Decimal(4003), True)
    assert (november.state, november.has_begun, november.missing) == ("", True, False)
    assert (december.has_begun, december.may_be_empty) == (False, False)
    before = client.get(START, {"year": "2569"})
    assert before.context["lines"][-1].state == "published"
    assert before.context["missing"] == []
    assert client.get(START, {"year": "1"}).context["year"] == 2570


def test_nobody_is_told_of_a_missing_month_before_the_first(begun, client):
    begun(1, date(2026, 11, 1))
    assert not any(line.missing for line in lines().values())


def test_a_month_is_begun_in_one_press_and_only_once(client, office):
    page = press(client, "month-begin")
    one = PurchaseMonth.objects.get()
    assert page.redirect_chain[-1][0] == reverse("procurement-staff:month", args=[one.pk])
    assert (one.month, one.unit, one.state) == (OCTOBER, office.units.finance, "draft")
    press(client, "month-begin")
    assert PurchaseMonth.objects.count() == 1
    press(client, "month-begin", month=12)  # lies ahead
    assert PurchaseMonth.objects.count() == 1
    assert press(client, "month-begin", month=13).status_code == 404


def test_a_month_without_purchases_is_public_in_one_press(client):
    press(client, "month-none")
    one = PurchaseMonth.objects.get()
    assert (one.nothing_bought, one.is_public()) == (True, True)
    version = one.version
    again = press(client, "month-none")
    one.refresh_from_db()
    assert one.version == version
    assert again.status_code == 200
    assert not [one for one in again.context["messages"] if one.level_tag == "error"]


def test_no_press_empties_a_month_that_has_rows_or_is_not_over(begun, client):
    one = begun(2)
    press(client, "month-none")
    one.refresh_from_db()
    assert (one.state, one.purchases.kept().count()) == ("draft", 2)
    press(client, "month-none", month=11)
    assert PurchaseMonth.objects.count() == 1


@pytest.mark.parametrize("person", ["planner", "outsider", "palad"])
def test_who_does_not_keep_the_procurement_finds_no_door(client, office, person, begun):
    one = begun(1)
    client.force_login(getattr(office, person), backend="accounts.authentication.StaffBackend")
    month = [one.pk]
    row = [one.pk, one.purchases.get().pk]
    for name, args in (("start", []), ("month", month), ("enter", month), ("row-add", month),
                       ("row", row), ("row-remove", row)):  # fmt: skip
        address = reverse(f"procurement-staff:{name}", args=args)
        assert client.get(address).status_code == 403, name
        assert client.post(address).status_code in (403, 405), name
    for name in ("month-begin", "month-none"):
        address = reverse(f"procurement-staff:{name}", args=[2570, 11])
        assert client.post(address).status_code == 403
    for name in ("answer", "row-move", "enter-save"):
        assert client.post(reverse(f"procurement-staff:{name}", args=month)).status_code == 403
    assert START not in client.get(reverse("accounts:me")).content.decode()
    one.refresh_from_db()
    assert (one.version, PurchaseMonth.objects.count()) == (2, 1)


def test_the_webmaster_keeps_it_too(client, office):
    client.force_login(office.webmaster, backend="accounts.authentication.StaffBackend")
    page = client.get(START)
    assert page.status_code == 200
    assert f'href="{START}"' in page.content.decode()


def test_what_only_takes_a_click_takes_nothing_else(client, begun):
    month = [begun(1).pk]
    for name, args in (("month-begin", [2570, 10]), ("month-none", [2570, 10]),
                       ("answer", month), ("row-move", month)):  # fmt: skip
        assert client.get(reverse(f"procurement-staff:{name}", args=args)).status_code == 405


# --- what waits ---------------------------------------------------------------------------


def test_missing_months_wait_for_whoever_keeps_the_procurement(begun, published, keeper, office):
    published(1, date(2026, 8, 1))
    told = waiting.for_person(keeper)
    assert told.count == 2  # September and October; November is not over
    assert "ก.ย. 2569" in told.text
    assert (told.view_name, told.url) == ("procurement-staff:start", START)
    assert waiting.for_person(office.planner) is None


def test_nothing_waits_when_every_month_is_public(published, keeper):
    assert waiting.for_person(keeper) is None
    published(1)
    assert waiting.for_person(keeper) is None


def test_the_staff_home_says_so(begun, client):
    begun(1)
    assert (
        reverse("procurement-staff:start") in client.get(reverse("measures:mine")).content.decode()
    )


# --- plan, report, notices ------------------------------------------------------------------


def test_notices_of_the_year_stand_there(client, keeper, office):
    facts = {
        "title": "ประกาศผู้ชนะการเสนอราคา", "notice_type": "winner", "unit": office.units.finance,
        "owner": keeper, "document_date": date(2026, 10, 20), "fiscal_year": 2570,
    }  # fmt: skip
    publishing.create("purchase_notice", facts=facts, by=keeper)
    publishing.create(
        "purchase_notice", facts=facts | {"title": "ปีก่อน", "fiscal_year": 2569}, by=keeper
    )
    page = client.get(START)
    assert [one.title for one, _look in page.context["notices"]] == ["ประกาศผู้ชนะการเสนอราคา"]
    assert PurchaseNotice.objects.count() == 2


# --- queries --------------------------------------------------------------------------------


def test_start_asks_the_same_of_a_year_with_many_rows(begun, client, django_assert_max_num_queries):
    begun(1)
    begun(300, date(2026, 11, 1))
    with django_assert_max_num_queries(36):
        client.get(START)


def test_role_is_what_opens_it(client, office):
    client.force_login(office.head, backend="accounts.authentication.StaffBackend")
    assert client.get(START).status_code == 403
    factories.grant(office.head, Role.PROCUREMENT_OFFICER)
    assert client.get(START).status_code == 200

"""A month of purchases, from the officer's sheet to what everybody reads."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import Role
from portal.thai.fiscal import fiscal_year_of
from procurement import months
from procurement.models import PurchaseMonth
from procurement.rows import Row
from tests import factories
from tests.procurement.intake import sheets

WHY = "ตรวจสอบกับเอกสารแล้ว ถูกต้องตามสัญญา"


def last_month() -> date:
    return (timezone.localdate().replace(day=1) - timedelta(days=1)).replace(day=1)


def purchases(count: int) -> list[Row]:
    """So many purchases of an office, their contracts made last month."""
    return [_made_last_month(row, number) for number, row in enumerate(sheets.a_month(count))]


def _made_last_month(row: Row, number: int) -> Row:
    day = last_month() + timedelta(days=number % 27)
    title = row.title.replace(" ประจำเดือนตุลาคม 2568", "")
    return replace(row, title=title, awards=(replace(row.awards[0], contract_date=day),))


@pytest.fixture
def keeper(office, live_server):
    factories.grant(office.clerk, Role.PROCUREMENT_OFFICER)
    return office.clerk


def press(page: Page, selector: str) -> None:
    with page.expect_navigation():
        page.locator(selector).first.click()


def test_a_pasted_month_of_forty_rows_goes_public(keeper, page, phone, sign_in, axe):
    first = last_month()
    year = fiscal_year_of(first)
    sign_in(page, keeper)
    page.goto(f"{reverse('procurement-staff:start')}?year={year}")
    begin = reverse("procurement-staff:month-begin", args=[year, first.month])
    press(page, f"form[action='{begin}'] button")
    one = PurchaseMonth.objects.get()
    # The sheet: title lines, heading, forty rows with lines in their cells, a total, a signature.
    press(page, f"a[href='{reverse('procurement-staff:enter', args=[one.pk])}']")
    text = sheets.clipboard(sheets.as_office_writes(purchases(40)))
    page.locator("textarea[name=text]").fill(text)
    press(page, "main form.form-sheet button[type=submit]")
    expect(page.locator(".month-table tbody tr")).to_have_count(40)
    assert not one.purchases.exists()
    save = reverse("procurement-staff:enter-save", args=[one.pk])
    press(page, f"form[action='{save}'] button[type=submit]")
    assert one.purchases.kept().count() == 40
    # What is odd about them waits for a reason; one does for all.
    expect(page.locator("tbody.purchase")).to_have_count(40)
    publish = f"a[href='{reverse('publications:publish', args=[one.pk])}']"
    expect(page.locator(publish)).to_have_count(0)
    axe(page)
    ticks = page.locator("input[name=remark]")
    assert ticks.count() == sum(found.stops for found in months.judged(one)) > 0
    for at in range(ticks.count()):
        ticks.nth(at).check()
    page.locator("#answering textarea[name=reason]").fill(WHY)
    press(page, "#answering button[type=submit]")
    expect(page.locator("input[name=remark]")).to_have_count(0)
    # The guard is asked on the way out, then it is public.
    press(page, publish)
    press(page, "main form button[type=submit]")
    assert page.url.endswith(reverse("procurement-staff:month", args=[one.pk]))
    one.refresh_from_db()
    assert one.is_public()
    answer = phone.goto(one.get_absolute_url())
    assert answer.status == 200
    shown = phone.locator("main").inner_text()
    for row in (purchases(40)[0], purchases(40)[39]):
        assert row.title in shown
        assert row.awards[0].name in shown


def test_lines_of_a_row_are_added_without_scripts(keeper, open_page, sign_in):
    one = months.begin(last_month(), unit=keeper.unit, by=keeper)
    page = open_page("desktop", java_script_enabled=False)
    sign_in(page, keeper)
    page.goto(reverse("procurement-staff:row-add", args=[one.pk]))
    page.locator("[name=title]").fill("ซื้อน้ำดื่ม")
    page.locator("[name=offer-0-name]").fill("ร้านน้ำใส")
    press(page, "button[value=offer-add]")
    page.locator("[name=offer-1-name]").fill("ร้านน้ำเย็น")
    press(page, "button[value=offer-add]")
    press(page, "button[value=offer-drop-0]")
    expect(page.locator("[name=offer-0-name]")).to_have_value("ร้านน้ำเย็น")
    with page.expect_navigation():
        page.locator("[name=title]").press("Tab")
        page.locator("[name=budget]").fill("350")
        page.locator("[name=budget]").press("Enter")  # saves, and leaves no line out
    (purchase,) = one.purchases.kept().whole()
    assert [offer.name for offer in purchase.row().offers] == ["ร้านน้ำเย็น"]

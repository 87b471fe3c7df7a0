"""The year's plan and report in a browser, from the officer's sheet to what everybody reads."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import Role
from portal.thai.dates import be_year
from portal.thai.fiscal import fiscal_year_of
from procurement import months
from procurement.models import PurchasePlan, PurchaseYear
from publications import publishing
from tests import factories
from tests.e2e.test_procurement import last_month, purchases

WHY = "ราคาวัสดุก่อสร้างสูงขึ้นหลังประกาศแผน"


@pytest.fixture
def look(axe, shot):
    """`look(page, "name")`: no fault of access, and a picture where they are kept."""

    def at(page: Page, name: str) -> None:
        axe(page)
        shot(page, name)

    return at


@pytest.fixture
def keeper(office, live_server):
    factories.grant(office.clerk, Role.PROCUREMENT_OFFICER)
    return office.clerk


def press(page: Page, selector: str) -> None:
    with page.expect_navigation():
        page.locator(selector).first.click()


def a_list(count: int) -> str:
    """So many projects as a sheet has them, with a title above and a sum below."""
    year = be_year(timezone.localdate())
    lines = [
        f"{number}\tP6910{number:07}\tโครงการก่อสร้างถนน คสล. สายที่ {number} หมู่ที่ {number % 9 + 1}"
        f"\t{450_000 + number * 1000:,}.00\tธ.ค. {year}"
        for number in range(1, count + 1)
    ]
    head = "ลำดับที่\tรหัสแผน\tชื่อโครงการ\tงบประมาณ (บาท)\tเดือนที่คาดว่าจะประกาศ"
    return "\n".join(["แผนการจัดซื้อจัดจ้าง", head, *lines, "รวม\t\t\t9,999,999.00\t"])


def test_a_pasted_plan_goes_public_and_a_change_is_told(keeper, page, phone, sign_in, look):
    year = fiscal_year_of(timezone.localdate())
    sign_in(page, keeper)
    page.goto(f"{reverse('procurement-staff:start')}?year={year}")
    press(page, f"form[action='{reverse('procurement-staff:plan-begin', args=[year])}'] button")
    one = PurchasePlan.objects.get()
    look(page, "plan-empty")
    press(page, f"a[href='{reverse('procurement-staff:plan-enter', args=[one.pk])}']")
    page.locator("textarea[name=text]").fill(a_list(12))
    press(page, "main form button[type=submit]")
    expect(page.locator("main tbody tr")).to_have_count(12)
    assert not one.items.exists()
    look(page, "plan-pasted")
    press(page, "main form button[type=submit]")
    assert one.items.count() == 12
    press(page, f"a[href='{reverse('publications:publish', args=[one.pk])}']")
    press(page, "main form button[type=submit]")
    one.refresh_from_db()
    assert one.is_public()
    item = one.items.first()
    page.goto(reverse("procurement-staff:plan-item", args=[one.pk, item.pk]))
    page.locator("[name=budget]").fill("500,000")
    press(page, "main form button[type=submit]")
    expect(page.locator("[name=budget]")).to_have_value("500,000")  # a reason is asked for
    look(page, "plan-item")
    page.locator("[name=reason]").fill(WHY)
    press(page, "main form button[type=submit]")
    expect(page.locator("main")).to_contain_text(WHY)
    look(page, "plan")
    phone.goto(one.get_absolute_url())
    expect(phone.locator("main")).to_contain_text(WHY)
    expect(phone.locator("main ins")).to_have_text("500,000.00")
    look(phone, "plan-public")
    sign_in(phone, keeper)
    phone.goto(reverse("procurement-staff:plan", args=[one.pk]))
    look(phone, "plan")


def test_the_report_of_a_year_is_drawn_written_and_read(keeper, page, phone, sign_in, look):
    first = last_month()
    year = fiscal_year_of(first)
    month = months.begin(first, unit=keeper.unit, by=keeper)
    rows = [months.Entered(row) for row in purchases(30)]
    months.put_rows(month, rows, by=keeper, seen=month.version)
    waiting = [found.remark.fingerprint for found in months.judged(month) if found.stops]
    months.acknowledge(month, waiting, by=keeper, reason=WHY)
    publishing.publish(month, by=keeper, seen=month.version)
    sign_in(page, keeper)
    page.goto(f"{reverse('procurement-staff:start')}?year={year}")
    press(page, f"form[action='{reverse('procurement-staff:year-begin', args=[year])}'] button")
    one = PurchaseYear.objects.get()
    publish = f"a[href='{reverse('publications:publish', args=[one.pk])}']"
    expect(page.locator(publish)).to_have_count(0)
    look(page, "year-draft")
    page.locator("[name=problems]").fill("ผู้ขายบางรายส่งของช้ากว่ากำหนด")
    page.locator("[name=suggestions]").fill("ไม่มี")
    press(page, "#words button[type=submit]")
    press(page, publish)
    press(page, "main form button[type=submit]")
    one.refresh_from_db()
    assert one.is_public()
    phone.goto(one.get_absolute_url())
    expect(phone.locator("main")).to_contain_text("ผู้ขายบางรายส่งของช้ากว่ากำหนด")
    look(phone, "year-public")
    page.goto(one.get_absolute_url())
    look(page, "year-public")
    sign_in(phone, keeper)
    phone.goto(reverse("procurement-staff:year", args=[one.pk]))
    look(phone, "year")


def test_a_notice_is_asked_for_its_step(keeper, phone, sign_in, look):
    sign_in(phone, keeper)
    phone.goto(reverse("publications:add", args=["purchase_notice"]))
    phone.locator("[name=notice_type]").select_option("winner")
    look(phone, "notice-form")

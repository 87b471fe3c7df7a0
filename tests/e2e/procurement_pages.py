"""The pages of the procurement, filled by the sample office, for whoever walks all pages."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from django.utils import timezone

from accounts.models import User
from portal.thai.fiscal import fiscal_year_of
from procurement import months, plans, years
from procurement.intake.plan import PlanRow
from procurement.models import Purchase, PurchaseMonth, PurchaseNotice
from procurement.months import Entered
from procurement.rows import Row
from publications import publishing
from tests.procurement.conftest import a_row

# What is no page of its own, each with the reason.
NOT_PAGES = {
    "procurement:month-pdf": "a file",
    "procurement:month-xlsx": "a file",
    "procurement:month-csv": "read by programs",
    "procurement:year-pdf": "a file",
    "procurement:purchases-csv": "read by programs",
    "procurement:ocds": "read by programs",
    "procurement-staff:month-begin": "takes a click",
    "procurement-staff:month-none": "takes a click",
    "procurement-staff:answer": "takes a click; its page is the month's",
    "procurement-staff:row-move": "takes a click",
    "procurement-staff:enter-save": "takes a click; its page is that of the sheet",
    "procurement-staff:plan-begin": "takes a click",
    "procurement-staff:year-begin": "takes a click",
    "procurement-staff:year-draw": "takes a click; its page is the year's",
}


def public_pages() -> dict[str, list[list]]:
    """What everybody reads: years, months small and large, notices, purchases in every way."""
    notices, bought = PurchaseNotice.objects.public(), Purchase.objects.public()
    kinds = {one.notice_type: [one.pk] for one in notices.order_by("pk")}
    ways = {one.method: [one.pk] for one in bought.order_by("pk")}
    return {
        **{f"procurement:{name}": [[]] for name in ("start", "notices", "purchases")},
        "procurement:plan": [[2569], [2570]],
        "procurement:year": [[2569]],
        "procurement:month": [[2569, 10], [2569, 12], [2569, 5]],
        "procurement:notice": [*kinds.values()],
        "procurement:purchase": [*ways.values()],
    }


def staff_pages(person: User) -> dict[str, list[list]]:
    """The officer's pages of months: empty, with what is to be mended and answered, public."""
    odd = [a_row(1), a_row(2, reason="", budget=None), a_row(3, method=""), a_row(4, reason="")]
    draft = month_with(odd, person)
    asked = [one.remark for one in months.judged(draft) if one.remark.code not in months.MUST]
    months.acknowledge(draft, [asked[0].fingerprint], by=person, reason="ตรวจสอบแล้ว ถูกต้อง")
    row = draft.purchases.kept().first()
    public = PurchaseMonth.objects.public().first()
    shown = [[draft.pk], *([[public.pk]] if public else [])]
    return {
        "procurement-staff:start": [[]],
        "procurement-staff:month": shown,
        "procurement-staff:enter": shown,
        "procurement-staff:row-add": shown,
        "procurement-staff:row": [[draft.pk, row.pk]],
        "procurement-staff:row-remove": [[draft.pk, row.pk]],
        **plan_pages(person),
        **year_pages(person),
    }


def plan_pages(person: User) -> dict[str, list[list]]:
    """A plan without a project, and a public one with every sort of change."""
    year = fiscal_year_of(timezone.localdate())
    empty = plans.begin(year + 1, unit=person.unit, by=person)
    one = plans.begin(year, unit=person.unit, by=person)
    if not one.items.exists():
        rows = [
            PlanRow(f"โครงการก่อสร้างถนน คสล. สายที่ {number}", Decimal(450_000), f"P6910{number:07}")
            for number in range(1, 4)
        ]
        plans.add(one, rows, by=person, seen=one.version)
    if not one.was_public():
        publishing.publish(one, by=person, seen=one.version)
    item, last = one.items.filter(cancelled_on=None).first(), one.items.last()
    other = PlanRow(item.title, item.budget + 1000, item.egp_code, item.expected_month)
    why = "ราคาวัสดุก่อสร้างสูงขึ้น"
    plans.change(one, item, other, by=person, seen=one.version, reason=why)
    plans.cancel(one, last, by=person, seen=one.version, reason="ไม่ได้รับจัดสรรงบประมาณ")
    both = [[one.pk], [empty.pk]]
    return {
        "procurement-staff:plan": both,
        "procurement-staff:plan-enter": both,
        "procurement-staff:plan-add": both,
        "procurement-staff:plan-item": [[one.pk, item.pk]],
        "procurement-staff:plan-item-end": [[one.pk, item.pk]],
    }


def year_pages(person: User) -> dict[str, list[list]]:
    """A report of a year with public months, and one of a year without."""
    this = fiscal_year_of(timezone.localdate())
    drawn, bare = (years.begin(year, unit=person.unit, by=person) for year in (this - 1, this - 9))
    if len(years.months_left_out(this - 1)) < 12 and not drawn.figures:
        years.draw(drawn, by=person, seen=drawn.version)
    return {"procurement-staff:year": [[drawn.pk], [bare.pk]]}


def month_with(rows: list[Row], person: User) -> PurchaseMonth:
    """This month's draft with these rows, whatever it held before."""
    today = timezone.localdate()
    month = today - timedelta(days=today.day - 1)
    draft = months.begin(month, unit=person.unit, by=person)
    months.put_rows(draft, [Entered(one) for one in rows], by=person, seen=draft.version)
    return draft

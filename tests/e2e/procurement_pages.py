"""The pages of the procurement, filled by the sample office, for whoever walks all pages."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from accounts.models import User
from procurement import months
from procurement.models import PurchaseMonth
from procurement.months import Entered
from procurement.rows import Row
from tests.procurement.conftest import a_row

# What is no page of its own, each with the reason.
NOT_PAGES = {
    "procurement-staff:month-begin": "takes a click",
    "procurement-staff:month-none": "takes a click",
    "procurement-staff:answer": "takes a click; its page is the month's",
    "procurement-staff:row-move": "takes a click",
    "procurement-staff:enter-save": "takes a click; its page is that of the sheet",
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
    }


def month_with(rows: list[Row], person: User) -> PurchaseMonth:
    """This month's draft with these rows, whatever it held before."""
    today = timezone.localdate()
    month = today - timedelta(days=today.day - 1)
    draft = months.begin(month, unit=person.unit, by=person)
    months.put_rows(draft, [Entered(one) for one in rows], by=person, seen=draft.version)
    return draft

"""The words of the form สขร.1, as the announcement of 16 January 2558 has them."""

from __future__ import annotations

from datetime import date

from portal.thai.dates import be_year, format_date, month_name
from portal.thai.fiscal import FiscalYear

NOTHING_BOUGHT = "ไม่มีการจัดซื้อจัดจ้างในเดือนนี้"

HEADINGS = (
    "ลำดับที่",
    "งานที่จัดซื้อหรือจัดจ้าง",
    "วงเงินที่จะซื้อหรือจ้าง",
    "ราคากลาง",
    "วิธีซื้อหรือจ้าง",
    "รายชื่อผู้เสนอราคาและราคาที่เสนอ",
    "ผู้ได้รับการคัดเลือกและราคาที่ตกลงซื้อหรือจ้าง",
    "เหตุผลที่คัดเลือกโดยสรุป",
    "เลขที่และวันที่ของสัญญาหรือข้อตกลงในการซื้อหรือจ้าง",
)


def month_title(month: date) -> str:
    """The title line of a month, by any day of it."""
    named = f"{month_name(month.month)} {be_year(month)}"
    return f"สรุปผลการดำเนินการจัดซื้อจัดจ้างในรอบเดือน{named}"


def date_line(day: date) -> str:
    """The line with the day on which the summary was made."""
    return f"วันที่ {format_date(day, 'formal')} (แบบ สขร.1)"


def year_title(fiscal_year: int) -> str:
    """The title line of all purchases of a Buddhist-era fiscal year."""
    return f"รายการจัดซื้อจัดจ้าง ประจำปีงบประมาณ พ.ศ. {FiscalYear(fiscal_year)}"

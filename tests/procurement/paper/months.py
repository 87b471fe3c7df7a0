"""Invented months for the tests: purchases of all lengths, by every method."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache

from procurement.paper.month import Month, month_pdf
from procurement.rows import Award, Offer, Row

OFFICE = "องค์การบริหารส่วนตำบลสวนตาล"
OCTOBER, MADE = date(2025, 10, 1), date(2025, 11, 3)
WORKS = (
    "ซื้อวัสดุสำนักงาน จำนวน 12 รายการ สำหรับใช้ในงานของสำนักปลัด",
    "จ้างซ่อมแซมถนนลูกรังภายในตำบล หมู่ที่ 3 บ้านสวนตาล ถึงหมู่ที่ 7 บ้านหนองยาว",
    "โครงการก่อสร้างถนนคอนกรีตเสริมเหล็ก สายบ้านสวนตาล - บ้านคลองใหม่ ขนาดกว้าง 4.00 เมตร "
    "ยาว 450 เมตร หนา 0.15 เมตร หรือมีพื้นที่ไม่น้อยกว่า 1,800 ตารางเมตร",
    "ซื้อกระดาษ A4 80 แกรม จำนวน 120 รีม",
    "จ้างเหมาบริการรถรับส่งนักเรียนศูนย์พัฒนาเด็กเล็ก ประจำเดือนตุลาคม 2568",
)
SELLERS = (
    "บริษัท เจริญทรัพย์การโยธาและก่อสร้าง จำกัด",
    "ห้างหุ้นส่วนจำกัด ทองใบ การช่าง",
    "ร้านสวนตาลเครื่องเขียน",
    "นายสมมุติ ตัวอย่างดี",
    "บริษัท ก้าวหน้าวิศวกรรมและสำรวจ (ประเทศไทย) จำกัด",
)


@cache
def purchases(count: int) -> tuple[Row, ...]:
    """So many purchases, always the same ones; every seventh has several bidders."""
    chance = random.Random(2569)
    return tuple(_purchase(number, chance) for number in range(1, count + 1))


def _purchase(number: int, chance: random.Random) -> Row:
    invited = number % 7 == 2
    budget = Decimal(chance.randint(2_000_000, 90_000_000 if invited else 40_000_000)) / 100
    names = chance.sample(SELLERS, chance.randint(2, 4) if invited else 1)
    offers = tuple(
        Offer(name, (budget * chance.randint(900, 1000) / 1000).quantize(Decimal("0.01")))
        for name in names
    )
    lowest = min(offers, key=lambda offer: offer.price)
    signed = date(2025, 10, chance.randint(1, 31))
    return Row(
        title=WORKS[number % len(WORKS)],
        budget=budget,
        reference_price=budget if number % 4 else None,
        method="e_bidding" if invited else "specific",
        offers=offers,
        awards=(Award(lowest.name, lowest.price, f"{number}/2569", signed),),
        reason="เสนอราคาต่ำสุด" if invited else "มีคุณสมบัติถูกต้องตามที่กำหนด",
    )


def month(*rows: Row, **more: object) -> Month:
    """October of 2568 with these purchases."""
    return Month(OFFICE, OCTOBER, MADE, rows, **more)


@cache
def printed(one: Month) -> bytes:
    """The month as PDF, made at a moment that stays the same."""
    return month_pdf(one, created=datetime(2025, 11, 3, tzinfo=UTC))

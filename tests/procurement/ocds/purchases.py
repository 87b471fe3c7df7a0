"""Purchases of an office that does not exist, from plan to contract, as plain data."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import cycle

from procurement.methods import methods
from procurement.ocds.process import Edition, Notice, NoticeFile, Office, PlanEntry, Process
from procurement.rows import Award, Offer, Row

SITE = "https://office.example"
OFFICE = Office(
    name="องค์การบริหารส่วนตำบลทดสอบ",
    prefix="ocds-a1b2c3",
    street_address="99 หมู่ 1",
    locality="เมือง",
    region="ขอนแก่น",
    phone="0-4300-0000",
    email="office@office.example",
    url=f"{SITE}/",
)
EDITION = Edition(
    uri=f"{SITE}/procurement/2569/ocds.json",
    licence="https://creativecommons.org/licenses/by/4.0/",
    policy=f"{SITE}/open-data/",
)
NOON = datetime(2025, 12, 1, 5, 0, tzinfo=UTC)
SELLERS = ("ร้านสมบูรณ์พาณิชย์", "บริษัท ก่อสร้างไทย จำกัด", "ห้างหุ้นส่วนจำกัด รุ่งเรือง")


def bought(**fields) -> Row:
    """A row in which everything is filled in."""
    return Row(
        **{
            "title": "จ้างซ่อมแซมถนนสายบ้านเหนือ",
            "budget": Decimal("498000.50"),
            "reference_price": Decimal("497500.25"),
            "method": "specific",
            "offers": (Offer(SELLERS[0], Decimal("497000.10")), Offer(SELLERS[1], Decimal(499999))),
            "awards": (Award(SELLERS[0], Decimal("497000.10"), "จ 12/2569", date(2025, 11, 20)),),
            "reason": "เสนอราคาต่ำสุดและมีคุณสมบัติถูกต้อง",
            "project_number": "68119000001",
            **fields,
        }
    )


def notice(type_: str, key: str = "1", **fields) -> Notice:
    return Notice(
        **{
            "key": key,
            "type": type_,
            "title": f"เรื่องที่ {key}",
            "published": NOON - timedelta(days=20),
            "number": "5/2569",
            "on": date(2025, 11, 10),
            "url": f"{SITE}/procurement/notices/{key}/",
            "files": (
                NoticeFile(
                    f"file-{key}", "ประกาศ", f"{SITE}/files/{key}/", "application/pdf", NOON
                ),
            ),
            **fields,
        }
    )


PLAN = PlanEntry(
    title="โครงการซ่อมแซมถนน",
    published=NOON - timedelta(days=60),
    code="P68100000001",
    budget=Decimal(500000),
    expected_month=date(2025, 11, 1),
    url=f"{SITE}/procurement/plans/2569/",
)
TYPES = (
    *("plan", "reference_price", "draft_tor", "invitation", "change", "winner", "contract"),
    "cancellation",
)


def whole(key: str = "7", **fields) -> Process:
    """A purchase with all that may be told of one."""
    notices = tuple(notice(type_, str(at)) for at, type_ in enumerate(TYPES[:-1], 1))
    return Process(
        **{
            "key": key,
            "row": bought(),
            "month": date(2025, 11, 1),
            "published": NOON,
            "url": f"{SITE}/procurement/purchases/{key}/",
            "plan": PLAN,
            "notices": notices,
            **fields,
        }
    )


def year(count: int) -> list[Process]:
    """As many purchases over the twelve months of 2569, by every method, some out of the plan."""
    return list(_year(count))


def _year(count: int) -> Iterator[Process]:
    codes, sellers = cycle(methods()), cycle(SELLERS)
    for at in range(count):
        month = date(2025 + (at % 12 + 9) // 12, (at % 12 + 9) % 12 + 1, 1)
        price = Decimal(at * 977 + 1) / 100
        first, second = next(sellers), next(sellers)
        row = bought(
            title=f"ซื้อวัสดุสำนักงาน รายการที่ {at}",
            budget=price * 2,
            reference_price=price * 2 if at % 3 else None,
            method=next(codes),
            offers=(Offer(first, price), Offer(second, price + 1)),
            awards=(Award(first, price, f"{at}/2569", month + timedelta(days=at % 28)),),
            project_number=f"68{at:09}" if at % 2 else "",
        )
        yield Process(
            key=str(at + 1),
            row=row,
            month=month,
            published=datetime(month.year, month.month, 5, tzinfo=UTC) + timedelta(days=31),
            url=f"{SITE}/procurement/purchases/{at + 1}/",
            plan=PLAN if at % 4 else None,
            notices=(notice("invitation", f"i{at}"), notice("winner", f"w{at}")),
        )

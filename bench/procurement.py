"""A year of 2,000 purchases: found, read a month at a time, taken away; a month of 40 pasted.

Pages are counted in database queries with 200 and with 2,000 purchases: the same number is the
goal. What takes time is held against a plain loop over the same rows, the two in turn, A B A B …;
the ratio is taken pair by pair.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from statistics import median
from time import perf_counter

from django.conf import settings
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Role, User
from bench import ground
from portal.models import Organisation
from portal.thai.fiscal import FiscalYear
from procurement import months
from procurement.exports.table_csv import purchases_csv
from procurement.exports.workbook import year_workbook
from procurement.intake.reading import read_paste
from procurement.models import Acknowledgement, Purchase
from procurement.ocds.gathering import year_as_bytes
from procurement.rows import Award, Offer, Row
from publications import publishing
from tests import factories

YEAR, MONTHS = 2569, 12
FEW, MANY = 200, 2000
PASTED = 40  # rows, as a month of a tambon has them
RUNS = 5
OCDS_GOAL, PASTE_GOAL = 2.0, 0.2  # seconds
OFFICE = "องค์การบริหารส่วนตำบลทดสอบ"
HEADINGS = (
    *("ลำดับที่", "งานที่จัดซื้อหรือจัดจ้าง", "วงเงินที่จะซื้อหรือจ้าง", "ราคากลาง", "วิธีซื้อหรือจ้าง"),
    *("รายชื่อผู้เสนอราคาและราคาที่เสนอ", "ผู้ได้รับการคัดเลือกและราคาที่ตกลงซื้อหรือจ้าง"),
    *("เหตุผลที่คัดเลือกโดยสรุป", "เลขที่และวันที่ของสัญญาหรือข้อตกลงในการซื้อหรือจ้าง"),
)


@dataclass(frozen=True)
class Timed:
    """What is measured beside its plain loop; at most `goal` times as long."""

    name: str
    act: Callable[[], object]
    plain: Callable[[], object]
    goal: float
    seconds: float | None = None


def run() -> int:
    """Both tables; 1 where a goal was missed."""
    settings.ALLOWED_HOSTS = ["testserver"]
    settings.PAGE_CACHE = False  # a page that is kept whole asks for nothing
    Organisation.objects.update_or_create(pk=1, defaults={"name": OFFICE})
    officer = factories.make_user("supply", unit=factories.make_unit("กองคลัง"))
    factories.grant(officer, Role.PROCUREMENT_OFFICER)
    fill(officer, FEW)
    few = counted_pages()
    fill(officer, MANY)
    same = show_queries(few, counted_pages())
    print()
    return 0 if show_times() and same else 1


# --- the year ---------------------------------------------------------------------------------


@transaction.atomic
def fill(officer: User, purchases: int) -> None:
    """Every month of the year public, with so many purchases in all of them together."""
    for place, first in enumerate(map(FiscalYear(YEAR).first_of_month, range(1, MONTHS + 1))):
        count = purchases // MONTHS + (place < purchases % MONTHS)
        month = months.begin(first, unit=officer.unit, by=officer)
        kept = list(month.purchases.kept().whole())
        rows = [months.Entered(one.row(), one.pk) for one in kept]
        rows += [months.Entered(a_row(number, first)) for number in range(len(kept), count)]
        if month.state == "draft":
            months.put_rows(month, rows, by=officer, seen=month.version)
            publishing.publish(month, by=officer, seen=month.version)
        else:
            months.put_rows(month, rows, by=officer, seen=month.version, reason="เพิ่มรายการ")
    if Acknowledgement.objects.exists():
        raise RuntimeError("these purchases were to raise no remark")


def a_row(number: int, first: date) -> Row:
    """A purchase with nothing to remark; every fifth with three bidders."""
    price = Decimal(4000 + 37 * number)
    seller = f"ร้านทดสอบ {first.month}-{number}"
    more = [Offer(f"{seller} {other}", price + other) for other in range(1, 3)]
    return Row(
        title=f"ซื้อวัสดุสำนักงานสำหรับส่วนราชการ รายการที่ {number + 1}",
        budget=price + 500,
        reference_price=price + 200,
        method="e_bidding" if number % 5 == 0 else "specific",
        offers=(Offer(seller, price), *(more if number % 5 == 0 else ())),
        awards=(
            Award(
                seller, price, f"ใบสั่งซื้อ {first.month}-{number + 1}/{YEAR}", first.replace(day=15)
            ),
        ),
        reason="เสนอราคาต่ำสุด และมีคุณสมบัติถูกต้องครบถ้วน",
        project_number=f"6910{first.month:02}{number:05}" if number % 5 == 0 else "",
    )


# --- queries ----------------------------------------------------------------------------------


def counted_pages() -> dict[str, int]:
    """Queries of the public pages as the year stands now."""
    first = Purchase.objects.public().order_by("pk").values_list("pk", flat=True)[0]
    pages = {
        "all purchases": (reverse("procurement:purchases"), {}),
        "words and seller": (
            reverse("procurement:purchases"), {"q": "วัสดุ สำนักงาน", "seller": "ร้านทดสอบ 1"},
        ),
        "amount and month": (
            reverse("procurement:purchases"), {"least": "4,500", "year": YEAR, "month": 10},
        ),
        "a month": (reverse("procurement:month", args=[YEAR, 10]), {}),
        "a year": (reverse("procurement:start"), {"year": YEAR}),
        "a purchase": (reverse("procurement:purchase", args=[first]), {}),
        "found, as CSV": (reverse("procurement:purchases-csv"), {"q": "วัสดุ"}),
        "OCDS": (reverse("procurement:ocds", args=[YEAR]), {}),
    }  # fmt: skip
    return {name: _queries(*asked) for name, asked in pages.items()}


def _queries(address: str, asked: dict[str, object]) -> int:
    client = Client()
    client.get(address, asked)  # warms what is kept for a while
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(address, asked)
    if answer.status_code != 200:
        raise RuntimeError(f"{address} answered {answer.status_code}")
    return len(queries)


def show_queries(few: dict[str, int], many: dict[str, int]) -> bool:
    """The counts beside one another; whether each is the same."""
    rows = [
        [name, count, many[name], "same" if many[name] == count else "same  MISSED"]
        for name, count in few.items()
    ]
    ground.show(["queries of", f"{FEW:,} purchases", f"{MANY:,} purchases", "goal"], rows)
    return few == many


# --- times ------------------------------------------------------------------------------------


def show_times() -> bool:
    """Each act against its plain loop; whether every goal was kept."""
    pasted = clipboard(_read()[:PASTED])
    if len(read_paste(pasted).rows) != PASTED or read_paste(pasted).problems:
        raise RuntimeError("the month was not understood")
    if len(json.loads(year_as_bytes(YEAR))["releases"]) != MANY:
        raise RuntimeError("the release package lacks purchases")
    acts = [
        Timed("OCDS of the year", lambda: year_as_bytes(YEAR), as_json, 3, OCDS_GOAL),
        Timed(".xlsx of the year", _workbook, as_json, 6),
        Timed("CSV of the year", lambda: purchases_csv(_read()), as_json, 2),
        Timed(
            f"{PASTED} rows pasted", lambda: read_paste(pasted), lambda: cells_of(pasted), 200,
            PASTE_GOAL,
        ),
    ]  # fmt: skip
    measured = [_measured(one) for one in acts]
    heads = [f"{MANY:,} purchases", "plain ms", "ms", "ratio min", "median", "max", "goal"]
    ground.show(heads, [row for row, _kept in measured])
    return all(kept for _row, kept in measured)


def _measured(one: Timed) -> tuple[list[str], bool]:
    pairs = [(_timed(one.plain), _timed(one.act)) for _ in range(RUNS + 1)][1:]  # one warms up
    return judged(one, pairs)


def judged(one: Timed, pairs: Sequence[tuple[float, float]]) -> tuple[list[str], bool]:
    """The row of the table for seconds of plain loop and act, and whether its goal was kept."""
    ratios = sorted(act / plain for plain, act in pairs)
    plain, act = (median(pair[at] for pair in pairs) for at in (0, 1))
    kept = median(ratios) <= one.goal and (one.seconds is None or act <= one.seconds)
    goal = f"<= {one.goal:g}" + (f", <= {one.seconds:g} s" if one.seconds else "")
    return [
        one.name, f"{plain * 1000:.1f}", f"{act * 1000:.1f}", f"{ratios[0]:.1f}",
        f"{median(ratios):.1f}", f"{ratios[-1]:.1f}", goal + ("" if kept else "  MISSED"),
    ], kept  # fmt: skip


def _timed(act: Callable[[], object]) -> float:
    started = perf_counter()
    act()
    return perf_counter() - started


def _read() -> list[tuple[date, Row]]:
    purchases = Purchase.objects.public().of_year(YEAR).whole()
    return [(one.month.month, one.row()) for one in purchases]


def _workbook() -> bytes:
    return year_workbook(OFFICE, YEAR, date(2026, 10, 1), _read())


def as_json() -> str:
    """The plain loop: the rows read, and each written out as it is."""
    lines = (json.dumps(asdict(row), ensure_ascii=False, default=str) for _month, row in _read())
    return "\n".join(lines)


def clipboard(rows: Sequence[tuple[date, Row]]) -> str:
    """The rows as a spreadsheet gives them to the clipboard, below the headings of the form."""
    lines = ["\t".join(HEADINGS)]
    for number, (_month, row) in enumerate(rows, start=1):
        award = row.awards[0]
        offers = "\n".join(f"{one.name} {one.price:,.2f} บาท" for one in row.offers)
        cells = [
            str(number), row.title, f"{row.budget:,.2f}", f"{row.reference_price:,.2f}",
            "เฉพาะเจาะจง" if row.method == "specific" else "e-bidding", f'"{offers}"',
            f"{award.name} {award.price:,.2f} บาท", row.reason,
            f'"{award.contract_number}\nลงวันที่ 15/10/2568"',
        ]  # fmt: skip
        lines.append("\t".join(cells))
    return "\n".join(lines)


def cells_of(pasted: str) -> list[tuple[str, Decimal, Decimal]]:
    """The plain loop: cut at tabs and line ends, two cells of each line taken for amounts."""
    lines = list(csv.reader(io.StringIO(pasted), delimiter="\t"))[1:]
    amounts = ([Decimal(cell.replace(",", "")) for cell in line[2:4]] for line in lines)
    return [(line[1], *two) for line, two in zip(lines, amounts, strict=True)]

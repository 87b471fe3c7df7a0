"""Sheets of purchases for tests: as text on a clipboard, and as workbooks."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

import openpyxl

from portal.thai.dates import format_date
from procurement.intake.reading import read_file, read_paste
from procurement.intake.taken import Reading
from procurement.methods import methods
from procurement.rows import Award, Offer, Row

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
LINE = (
    "1",
    "ซื้อวัสดุสำนักงาน",
    "12,000.00",
    "12,000.00",
    "วิธีเฉพาะเจาะจง",
    "ร้านทดสอบพาณิชย์ 12,000.00 บาท",
    "ร้านทดสอบพาณิชย์ 12,000.00 บาท",
    "ราคาไม่เกินวงเงิน",
    "ใบสั่งซื้อเลขที่ 1/2569 ลงวันที่ 15 ตุลาคม 2568",
)
ROW = Row(
    title="ซื้อวัสดุสำนักงาน",
    budget=Decimal(12000),
    reference_price=Decimal(12000),
    method="specific",
    offers=(Offer("ร้านทดสอบพาณิชย์", Decimal(12000)),),
    awards=(Award("ร้านทดสอบพาณิชย์", Decimal(12000), "ใบสั่งซื้อ 1/2569", date(2025, 10, 15)),),
    reason="ราคาไม่เกินวงเงิน",
    place="row 2",
)
TITLES = (
    ("สรุปผลการดำเนินการจัดซื้อจัดจ้างในรอบเดือน ตุลาคม 2568",),
    ("องค์การบริหารส่วนตำบลทดสอบ",),
    ("วันที่ 3 เดือน พฤศจิกายน พ.ศ. 2568 (แบบ สขร.1)",),
)

Cells = Sequence[Sequence[object]]


def clipboard(lines: Cells) -> str:
    """The lines as Excel puts them on the clipboard: in quotes where a cell holds a break."""
    return "".join("\t".join(map(_quoted, line)) + "\r\n" for line in lines)


def _quoted(cell: object) -> str:
    text = str("" if cell is None else cell)
    if "\n" in text or "\t" in text:
        return '"' + text.replace('"', '""') + '"'
    return text


def line(**changes: str) -> list[str]:
    """The usual line with other texts in some columns."""
    names = [
        "number",
        "title",
        "budget",
        "reference",
        "method",
        "offers",
        "award",
        "reason",
        "contract",
    ]
    assert set(changes) <= set(names)
    return [changes.get(name, text) for name, text in zip(names, LINE, strict=True)]


def pasted(*lines: Sequence[object], headings: Sequence[object] = HEADINGS) -> Reading:
    """What is read of these lines below the heading."""
    return read_paste(clipboard([headings, *lines]))


def book(lines: Cells, *, merges: Sequence[str] = (), title: str = "ต.ค. 68") -> bytes:
    """A workbook of one sheet; None leaves a cell empty."""
    made = openpyxl.Workbook()
    sheet = made.active
    sheet.title = title
    for at, cells in enumerate(lines, start=1):
        for column, value in enumerate(cells, start=1):
            if value is not None:
                sheet.cell(at, column, value)
    for merge in merges:
        sheet.merge_cells(merge)
    return saved(made)


def saved(made: openpyxl.Workbook) -> bytes:
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def filed(data: bytes, name: str = "ต.ค. 68.xlsx", sheet: str = "") -> Reading:
    return read_file(name, io.BytesIO(data), sheet=sheet)


def a_month(count: int = 40) -> list[Row]:
    """So many purchases as an office makes them: all methods, several bidders, a few gaps."""
    kinds = ("จ้างเหมาบริการทำความสะอาดอาคาร", "ซื้อวัสดุสำนักงาน", 'ก่อสร้างถนน คสล. "สายบ้านทดสอบ"')
    return [
        _purchase(number, kinds[number % 3], list(methods())[number % 5]) for number in range(count)
    ]


def _purchase(number: int, kind: str, method: str) -> Row:
    price = Decimal(9000 + 731 * number) + Decimal(number % 4) / 4
    bidders = tuple(
        Offer(f"{form} ทดสอบ{number}", price + 500 * at)
        for at, form in enumerate(("ร้าน", "หจก.", "บริษัท เอ จำกัด (มหาชน)")[: 1 + number % 3])
    )
    day = date(2025, 10, 1) + timedelta(days=number % 31)
    award = Award(bidders[0].name, price, f"ใบสั่งจ้าง {number + 1}/2569", day)
    return Row(
        title=f"{kind} ประจำเดือนตุลาคม 2568 จำนวน {number + 1} รายการ",
        budget=price + 1000,
        reference_price=price if number % 7 else None,
        method=method,
        offers=bidders,
        awards=(award,),
        reason="" if number % 11 == 10 else "ราคาต่ำสุด และมีคุณสมบัติถูกต้องครบถ้วน",
        project_number=f"6810{number:07}" if method == "e_bidding" else "",
    )


def as_office_writes(rows: Sequence[Row]) -> list[list[object]]:
    """Rows as the cells of a workbook: numbers as numbers, sellers and contracts as lines."""
    lines: list[list[object]] = [list(one) for one in TITLES]
    lines.append([*HEADINGS, "เลขที่โครงการ e-GP"])
    for number, row in enumerate(rows, start=1):
        lines.append(
            [
                number,
                row.title,
                row.budget,
                row.reference_price if row.reference_price is not None else "-",
                methods()[row.method].th,
                "\n".join(
                    f"{at}. {one.name} {one.price:,.2f} บาท" for at, one in enumerate(row.offers, 1)
                ),
                "\n".join(f"{one.name} / {one.price:,.2f}" for one in row.awards),
                row.reason or "-",
                "\n".join(
                    f"{one.contract_number} ลงวันที่ {format_date(one.contract_date)}"
                    for one in row.awards
                ),
                row.project_number or None,
            ]
        )
    lines.append(["รวม", None, sum(row.budget for row in rows)])
    lines.append([None] * 5 + ["(ลงชื่อ) ....................... เจ้าหน้าที่พัสดุ"])
    lines.append([None] * 5 + ["(นางสาวทดสอบ ตัวอย่าง)"])
    return lines

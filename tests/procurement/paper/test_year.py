"""The year's report on paper: every sum of the figures, and words that are never left out."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache

import pytest

from paper.pdf import lay_out
from paper.resources import ResourceFetcher
from portal.thai.baht import format_baht
from portal.thai.dates import be_year, month_name
from portal.thai.digits import to_thai
from procurement.figures import figures_of
from procurement.methods import methods
from procurement.paper.year import Year, year_html, year_pdf
from procurement.rows import Award, Row
from tests.paper.readers import line_ends, unread
from tests.paper.reading import page_texts, pages, squeezed
from tests.paper.structure import Structure
from tests.procurement.paper.months import OFFICE, purchases

TITLE = "รายงานผลการจัดซื้อจัดจ้าง ประจำปีงบประมาณ พ.ศ. ๒๕๖๙"
MONTHS = [date(2025, month, 1) for month in (10, 11, 12)] + [
    date(2026, month, 1) for month in range(1, 9)
]
BOUGHT = tuple((MONTHS[at % len(MONTHS)], row) for at, row in enumerate(purchases(60)))


def year(bought=BOUGHT, **changes) -> Year:
    """Fiscal year 2569 with these purchases."""
    whole = Year(
        OFFICE,
        figures_of(2569, bought),
        date(2026, 10, 15),
        "ผู้รับจ้างในพื้นที่มีน้อยราย 3 ราย\n\nราคาวัสดุปรับสูงขึ้นระหว่างปี",
        "ควรจัดทำแผนให้ครบถ้วนภายในไตรมาส 1",
    )
    return replace(whole, **changes)


@cache
def printed(one: Year) -> bytes:
    return year_pdf(one, created=datetime(2026, 10, 15, tzinfo=UTC))


def text_of(one: Year) -> str:
    """The whole paper without white space."""
    return squeezed("".join(page_texts(printed(one))))


def thai(amount: Decimal) -> str:
    return format_baht(amount, thai_digits=True)


def test_it_stands_upright_under_its_title():
    pdf = printed(year())
    assert {(round(wide, 1), round(high, 1)) for wide, high in pages(pdf)} == {(21.0, 29.7)}
    first, second = page_texts(pdf)
    assert first.splitlines()[:4] == [
        TITLE,
        OFFICE,
        "ระหว่างวันที่ ๑ ตุลาคม ๒๕๖๘ ถึงวันที่ ๓๐ กันยายน ๒๕๖๙",
        "ข้อมูล ณ วันที่ ๑๕ เดือน ตุลาคม พ.ศ. ๒๕๖๙",
    ]
    assert "- ๒ -" in second.splitlines()


def test_every_method_and_every_month_has_its_sum():
    one, read = year(), text_of(year())
    for method in one.figures.methods:
        row = methods()[method.method].th + to_thai(f"{method.sum.count:,}")
        assert squeezed(row) in read
        assert thai(method.sum.agreed) in read
    for month in one.figures.months:
        name = to_thai(f"{month_name(month.month.month)} {be_year(month.month)}")
        assert squeezed(name + to_thai(f"{month.sum.count:,}")) in read
        assert thai(month.sum.agreed) in read
    assert squeezed(f"รวม ๖๐ ๑๐๐.๐๐ {thai(one.figures.total.agreed)} ๑๐๐.๐๐") in read


def test_what_was_saved_stands_beside_what_it_was_held_against():
    reference = year().figures.against_reference
    assert 0 < reference.count < 60
    row = (
        f"ราคากลาง {to_thai(reference.count)} {thai(reference.planned)} "
        f"{thai(reference.agreed)} {thai(reference.saved)} {to_thai(reference.percent)}"
    )
    assert squeezed(row) in text_of(year())


def test_purchases_above_their_price_and_without_one_are_told():
    dear = Row(
        "ซื้อของ", Decimal(100), Decimal(90), "specific", awards=(Award("ร้าน ก", Decimal(120)),)
    )
    read = text_of(year(((MONTHS[0], dear), (MONTHS[1], Row("จ้างงาน", method="zzz")))))
    assert squeezed("มี ๑ รายการที่ราคาที่ตกลงสูงกว่าราคากลาง") in read
    assert squeezed("มี ๑ รายการที่ราคาที่ตกลงสูงกว่าวงเงินที่จะซื้อหรือจ้าง") in read
    assert squeezed("ยอดเงินนี้ไม่รวม ๑ รายการที่ยังไม่มีราคาที่ตกลง") in read
    assert squeezed("ไม่ระบุวิธี ๑ ๕๐.๐๐ ๐.๐๐ ๐.๐๐") in read
    assert "-๓๐.๐๐" in read


def test_the_year_is_said_in_words():
    bought = ((MONTHS[0], replace(BOUGHT[0][1], awards=(Award("ร้าน ก", Decimal("1201.50")),))),)
    read = text_of(year(bought))
    assert (
        squeezed(
            "ในปีงบประมาณ พ.ศ. ๒๕๖๙ มีการจัดซื้อจัดจ้างรวมทั้งสิ้น ๑ รายการ เป็นเงินตามราคาที่ตกลงซื้อหรือจ้าง "
            "๑,๒๐๑.๕๐ บาท (หนึ่งพันสองร้อยเอ็ดบาทห้าสิบสตางค์) จากผู้ขายหรือผู้รับจ้าง ๑ ราย"
        )
        in read
    )
    assert "ยอดเงินนี้ไม่รวม" not in read


def test_problems_and_suggestions_are_never_left_out():
    read = text_of(year())
    assert squeezed("๕. ปัญหาและอุปสรรค ผู้รับจ้างในพื้นที่มีน้อยราย ๓ ราย") in read
    assert squeezed("๖. ข้อเสนอแนะ ควรจัดทำแผนให้ครบถ้วนภายในไตรมาส ๑") in read
    none = text_of(year(problems="ไม่มี", suggestions=" \n"))
    assert squeezed("๕. ปัญหาและอุปสรรค ไม่มี ๖. ข้อเสนอแนะ ยังไม่ได้ระบุ") in none


def test_a_year_without_purchases_has_its_tables_and_no_share_of_nothing():
    read = text_of(year(()))
    assert "ไม่มีการจัดซื้อจัดจ้างในปีงบประมาณนี้" in read
    assert squeezed("กันยายน ๒๕๖๙ ๐ - ๐.๐๐ -") in read
    assert squeezed("ราคากลาง ๐ - - - -") in read


@pytest.mark.parametrize("amount", ["999999999.99", "99999999999.99"])
def test_large_sums_stand_on_one_line(amount):
    row = replace(BOUGHT[0][1], awards=(Award("ร้าน ก", Decimal(amount)),))
    lines = page_texts(printed(year(((MONTHS[0], row),))))[0].splitlines()
    assert any(to_thai(f"{Decimal(amount):,}") in line for line in lines if line.startswith("รวม"))


def test_every_text_is_read_back_exactly_by_four_readers():
    one = year()
    pieces = [TITLE, OFFICE, "ผลการประหยัดงบประมาณ", "ราคาวัสดุปรับสูงขึ้นระหว่างปี"]
    pieces += [thai(month.sum.agreed) for month in one.figures.months]
    pieces += [methods()[method.method].th for method in one.figures.methods]
    assert not {reader: lost for reader, lost in unread(printed(one), pieces).items() if lost}


def test_tables_have_headings_that_say_what_they_head():
    read = Structure(printed(year()))
    assert len(read.elements("Table")) == 3
    scopes = [str(th.A.Scope) for th in read.elements("TH")]
    assert scopes.count("/Column") == 5 + 6 + 5
    assert scopes.count("/Row") == 6 + 2 + 13
    assert str(read.pdf.docinfo["/Title"]) == f"{TITLE} {OFFICE}"


def test_no_line_ends_inside_a_word():
    long = "การจัดหาพัสดุในพื้นที่ห่างไกลมีผู้ประกอบการน้อยรายทำให้ต้องขยายระยะเวลาดำเนินการหลายครั้ง" * 5
    ends = line_ends(lay_out(year_html(year(problems=long)), ResourceFetcher({})))
    assert len(ends) > 5
    assert [end for end in ends if end.split] == []


def test_what_people_typed_is_never_markup():
    assert squeezed("<b>&amp;</b>") in text_of(year(problems="<b>&amp;</b>"))

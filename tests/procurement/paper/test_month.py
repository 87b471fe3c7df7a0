"""The form สขร.1 on paper: what stands where, read back and measured on the printed page."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from paper.pdf import lay_out
from paper.resources import ResourceFetcher
from portal.thai.digits import to_thai
from procurement.form import HEADINGS
from procurement.paper.month import month_html
from procurement.paper.words import on_paper
from procurement.rows import Award, Offer, Row
from tests.paper.pace import page_count, timed
from tests.paper.readers import line_ends, unread
from tests.paper.reading import find, page_texts, pages, run_of, signs, squeezed
from tests.paper.structure import Structure
from tests.procurement.paper.months import OFFICE, month, printed, purchases
from tests.tree import REPOSITORY

TITLE = "สรุปผลการดำเนินการจัดซื้อจัดจ้างในรอบเดือนตุลาคม พ.ศ. ๒๕๖๘"
FORTY = month(*purchases(40))
BIDDING = Row(
    title="จ้างก่อสร้างอาคารเอนกประสงค์ หมู่ที่ 4",
    budget=Decimal("1200000"),
    reference_price=Decimal("1234567.89"),
    method="e_bidding",
    offers=(
        Offer("บริษัท หนึ่งเดียว จำกัด", Decimal("1199000.50")),
        Offer("ห้างหุ้นส่วนจำกัด สองพี่น้อง", Decimal("1150000")),
        Offer("ร้านสามสหาย"),
    ),
    awards=(Award("ห้างหุ้นส่วนจำกัด สองพี่น้อง", Decimal("1150000"), "7/2569", date(2025, 10, 21)),),
    reason="เสนอราคาต่ำสุดและมีคุณสมบัติครบถ้วน",
)


def counted(pdf: bytes, words: str) -> list[int]:
    """How often the words stand on each page, white space apart."""
    return [squeezed(text).count(squeezed(words)) for text in page_texts(pdf)]


def test_the_form_says_which_office_month_and_day():
    (first,) = page_texts(printed(month(BIDDING)))
    lines = first.splitlines()
    assert lines[:3] == [TITLE, OFFICE, "วันที่ ๓ เดือน พฤศจิกายน พ.ศ. ๒๕๖๘ (แบบ สขร.๑)"]


def test_it_lies_across_the_sheet_and_numbers_its_later_pages():
    pdf = printed(FORTY)
    assert {(round(wide, 1), round(high, 1)) for wide, high in pages(pdf)} == {(29.7, 21.0)}
    texts = page_texts(pdf)
    assert len(texts) > 3
    assert not texts[0].startswith("-")
    for number, text in enumerate(texts[1:], start=2):
        assert f"- {to_thai(number)} -" in text


def test_the_nine_columns_stand_in_their_order_on_every_page():
    pdf = printed(FORTY)
    for at, text in enumerate(page_texts(pdf)):
        read = squeezed(text)
        places = [read.index(squeezed(heading)) for heading in HEADINGS]
        assert places == sorted(places), at
        lefts = [find(signs(pdf, at), heading[:6]).x for heading in HEADINGS]
        assert lefts == sorted(lefts), at


def test_a_purchase_stands_in_its_row_as_the_form_wants_it():
    read = page_texts(printed(month(BIDDING)))[0]
    for words in (
        "จ้างก่อสร้างอาคารเอนกประสงค์ หมู่ที่ ๔",
        "๑,๒๐๐,๐๐๐.๐๐",
        "๑,๒๓๔,๕๖๗.๘๙",
        "วิธีประกาศเชิญชวนทั่วไป (e-bidding)",
        "๑. บริษัท หนึ่งเดียว จำกัด ๑,๑๙๙,๐๐๐.๕๐ บาท "
        "๒. ห้างหุ้นส่วนจำกัด สองพี่น้อง ๑,๑๕๐,๐๐๐.๐๐ บาท ๓. ร้านสามสหาย",
        "เสนอราคาต่ำสุดและมีคุณสมบัติครบถ้วน",
        "๗/๒๕๖๙ ลงวันที่ ๒๑ ตุลาคม ๒๕๖๘",
    ):
        assert squeezed(words) in squeezed(read), words


def test_one_bidder_is_not_numbered_and_what_is_missing_is_a_dash():
    bare = Row("ซื้อหมึกพิมพ์", offers=(Offer("ร้าน ก"),), awards=(Award("ร้าน ก"),))
    read = page_texts(printed(month(bare)))[0]
    row = squeezed(read.split("หรือจ้าง\n")[-1].split("รวม ")[0])
    assert row.startswith("๑ซื้อหมึกพิมพ์---ร้านกร้านก--")


def test_several_contracts_are_numbered_like_their_sellers():
    awards = (
        Award("ร้าน ก", Decimal(5), "1/2569", date(2025, 10, 3)),
        Award("ร้าน ข", Decimal(7)),
    )
    read = squeezed(page_texts(printed(month(replace(BIDDING, awards=awards))))[0])
    assert squeezed("๑. ร้าน ก ๕.๐๐ บาท ๒. ร้าน ข ๗.๐๐ บาท") in read
    assert squeezed("๑. ๑/๒๕๖๙ ลงวันที่ ๓ ตุลาคม ๒๕๖๘ ๒. -") in read


def test_amounts_end_at_the_same_line_whatever_their_length():
    rows = [Row("ซื้อของ", Decimal(n)) for n in ("7.25", "1234.75", "99999999.45")]
    found = signs(printed(month(*rows)))
    ends = [run_of(found, text)[-1].x for text in ("๗.๒๕", "๑,๒๓๔.๗๕", "๙๙,๙๙๙,๙๙๙.๔๕")]
    assert max(ends) - min(ends) < 0.1


@pytest.mark.parametrize(
    ("typed", "paper"),
    [
        ("จ้างซ่อมถนน หมู่ที่ 3", "จ้างซ่อมถนน หมู่ที่ ๓"),
        ("กระดาษ A4 80 แกรม", "กระดาษ A4 ๘๐ แกรม"),
        ("CNTR-0012/69", "CNTR-0012/69"),
        ("สพ.12/2569", "สพ.๑๒/๒๕๖๙"),
        ("สองบรรทัด\nจากตาราง\x0b", "สองบรรทัด จากตาราง"),
        ("ไม่มีเลข", "ไม่มีเลข"),
    ],
)
def test_digits_are_thai_but_for_names_in_latin(typed, paper):
    assert on_paper(typed) == paper


# --- the sum ---------------------------------------------------------------------------------


def test_the_sum_stands_below_the_last_purchase_and_in_words():
    rows = (BIDDING, replace(BIDDING, budget=Decimal("0.50")))
    read = squeezed(page_texts(printed(month(*rows)))[-1])
    assert squeezed("รวม ๒ รายการ ๑,๒๐๐,๐๐๐.๕๐ ๒,๔๖๙,๑๓๕.๗๘ ๒,๓๐๐,๐๐๐.๐๐ บาท") in read
    assert squeezed("รวมเป็นเงินทั้งสิ้น ๒,๓๐๐,๐๐๐.๐๐ บาท (สองล้านสามแสนบาทถ้วน)") in read
    assert "ไม่รวม" not in read


def test_a_sum_of_some_is_never_shown_as_a_sum_of_all():
    rows = (BIDDING, replace(BIDDING, budget=None, reference_price=None, awards=(Award("ร้าน ก"),)))
    read = squeezed(page_texts(printed(month(*rows)))[-1])
    assert squeezed("รวม ๒ รายการ - - ๑,๑๕๐,๐๐๐.๐๐ บาท") in read
    assert squeezed("ไม่รวม ๑ รายการที่ยังไม่มีราคาที่ตกลง") in read


def test_a_long_sum_is_not_parted():
    rows = [replace(BIDDING, budget=Decimal("98765432.10"))] * 9
    pdf = printed(month(*rows))
    last = len(page_texts(pdf)) - 1
    run = run_of(signs(pdf, last), "๘๘๘,๘๘๘,๘๘๘.๙๐")
    assert len({round(sign.y) for sign in run}) == 1


# --- a month without purchases ---------------------------------------------------------------


def test_a_month_without_purchases_says_so_on_the_form():
    (read,) = page_texts(printed(month(nothing_bought=True)))
    assert "ไม่มีการจัดซื้อจัดจ้างในเดือนนี้" in read
    assert "รวม" not in read
    assert all(squeezed(heading) in squeezed(read) for heading in HEADINGS)


def test_nothing_entered_is_not_nothing_bought():
    (read,) = page_texts(printed(month()))
    assert "ไม่มีการจัดซื้อ" not in read
    assert "ยังไม่มีรายการจัดซื้อจัดจ้าง" in read


def test_a_month_does_not_say_both():
    with pytest.raises(ValueError, match="nothing was bought"):
        month(BIDDING, nothing_bought=True)


# --- pages -----------------------------------------------------------------------------------


def marked(lines: int) -> Row:
    """A purchase whose reason takes so many lines, the first and the last of them marked."""
    reason = "\u200b".join(["เริ่มต้น", *["คุณสมบัติ"] * (lines - 2), "สิ้นสุด"])
    return Row("ซื้อของ", Decimal(1), Decimal(1), "specific", reason=reason)


@pytest.mark.parametrize("lines", range(2, 21, 3))
def test_a_purchase_that_fits_on_a_page_is_never_parted(lines):
    pdf = printed(month(*purchases(2), *[marked(lines)] * 6))
    starts, ends = counted(pdf, "เริ่มต้น"), counted(pdf, "สิ้นสุด")
    assert starts == ends
    assert sum(starts) == 6
    assert set(counted(pdf, HEADINGS[5])) == {1}


@pytest.mark.parametrize("lines", [19, 20, 21, 22, 23, 24, 60])
@pytest.mark.parametrize("before", [0, 1])
def test_a_purchase_as_tall_as_a_page_keeps_the_headings(lines, before):
    """At the edge the renderer gives up headings rather than a promise to keep rows whole."""
    pdf = printed(month(*purchases(before), marked(lines)))
    assert set(counted(pdf, HEADINGS[5])) == {1}
    assert sum(counted(pdf, "คุณสมบัติ")) == lines - 2 + before
    if before and lines <= 22:
        assert counted(pdf, "เริ่มต้น") == counted(pdf, "สิ้นสุด")
    assert "รวมเป็นเงิน" in squeezed(page_texts(pdf)[-1])


def test_the_sum_never_stands_without_a_purchase_above_it():
    alone = []
    for count in range(1, 13):
        last = page_texts(printed(month(*[marked(4)] * count)))[-1]
        if "สิ้นสุด" not in last:
            alone.append(count)
    assert alone == []


def test_long_names_break_between_words():
    ends = line_ends(lay_out(month_html(FORTY), ResourceFetcher({})))
    assert len(ends) > 100
    assert [end for end in ends if end.split] == []


def test_words_that_never_end_stay_inside_their_column():
    endless = replace(BIDDING, title="กขคง" * 60, reason="https://www.example.go.th/" + "x" * 90)
    pdf = printed(month(endless))
    rows = [sign.x for sign in signs(pdf) if sign.text == "x"]
    assert max(rows) < find(signs(pdf), "๗/๒๕๖๙").x


# --- readers ---------------------------------------------------------------------------------


def test_every_text_is_read_back_exactly_by_four_readers():
    pieces = [TITLE, OFFICE]
    for row in FORTY.rows:
        pieces += [on_paper(row.title), row.reason, *(offer.name for offer in row.offers)]
        pieces += [to_thai(f"{row.budget:,.2f}"), *(to_thai(f"{o.price:,.2f}") for o in row.offers)]
        pieces += [to_thai(award.contract_number) for award in row.awards]
    assert not {reader: lost for reader, lost in unread(printed(FORTY), pieces).items() if lost}


def test_what_people_typed_is_never_markup():
    typed = '<b>ซื้อ</b> "ของ" &amp; <script>alert(1)</script>'
    pdf = printed(month(replace(BIDDING, title=typed)))
    assert squeezed(typed) in squeezed(page_texts(pdf)[0])


def test_it_is_one_table_whose_headings_say_what_they_head():
    read = Structure(printed(FORTY))
    assert len(read.elements("Table")) == 1
    heads = [(str(th.A.Scope), read.text(th)) for th in read.elements("TH")]
    columns = [squeezed(text) for scope, text in heads if scope == "/Column"]
    assert [text.removesuffix("(บาท)") for text in columns] == list(HEADINGS)
    rows = [text for scope, text in heads if scope == "/Row"]
    assert [squeezed(text) for text in rows[:40]] == [
        squeezed(on_paper(row.title)) for row in FORTY.rows
    ]
    assert len(rows) == 42  # the sum, and the sum in words


def test_the_file_names_itself_and_its_language():
    read = Structure(printed(month(BIDDING)))
    assert str(read.pdf.docinfo["/Title"]) == f"{TITLE} {OFFICE}"
    assert str(read.pdf.docinfo["/Author"]) == OFFICE
    assert str(read.pdf.Root.Lang) == "th"
    claims = read.pdf.Root.Metadata.read_bytes()
    assert b"<pdfaid:part>3</pdfaid:part>" in claims
    assert b"<pdfuaid:part>1</pdfuaid:part>" in claims


def test_the_same_month_gives_the_same_bytes_without_settings_or_database():
    code = (
        "import sys, hashlib\n"
        "from tests.procurement.paper.months import month, printed, purchases\n"
        "pdf = printed(month(*purchases(3)))\n"
        "assert 'django.db.models' not in sys.modules\n"
        "print(hashlib.sha256(pdf).hexdigest())\n"
    )
    done = [
        subprocess.run(
            [sys.executable, "-c", code],
            cwd=REPOSITORY,
            env={"PATH": "/usr/bin", "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    ]
    assert done[0] == done[1] != ""


def test_time_grows_with_the_purchases_and_no_faster():
    def seconds(count: int, times: int) -> float:
        one = month(*purchases(count))
        return min(timed(lambda: printed.__wrapped__(one))[0] for _ in range(times))

    seconds(1, 1)
    short, long = seconds(40, 3), seconds(300, 1)
    assert page_count(printed(month(*purchases(300)))) > 50
    assert (long / 300) / (short / 40) < 2, (short, long)

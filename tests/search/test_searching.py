"""Each promise of a search: order, filters, visibility, excerpts, pages, counts."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from search.excerpts import LENGTH
from search.folding import MARKS
from search.indexing import PassageText, put
from search.searching import MOST_HITS, Found, Wanted, search
from tests.search import corpus
from tests.search.conftest import ask, made, numbers

NOW = datetime(2026, 11, 21, 5, tzinfo=UTC)
DAY = timedelta(days=1)

pytestmark = pytest.mark.django_db


def joined(pieces) -> str:
    return "".join(text for text, _matches in pieces)


def matching(pieces) -> list[str]:
    return [text for text, matches in pieces if matches]


# --- order -------------------------------------------------------------------------------------


def test_better_answers_come_first():
    put(made(1, "ข่าว", "ซ่อมแซมถนนแล้ว", "ฝายกั้นน้ำ", date=date(2026, 6, 1)))
    put(made(2, "ข่าว", "ฝายที่ชำรุดนั้นซ่อมแซมแล้ว", date=date(2026, 5, 1)))
    put(made(3, "ข่าว", "กำลังซ่อมแซมฝายอยู่", date=date(2026, 4, 1)))
    put(made(4, "ซ่อมแซมฝาย", date=date(2026, 3, 1)))
    put(made(5, "โครงการซ่อมแซมประตูน้ำและฝาย", date=date(2026, 2, 1)))
    assert numbers("ซ่อมแซมฝาย") == [4, 5, 3, 2, 1]


def test_a_part_of_a_longer_word_comes_after_the_word():
    put(made(1, "มหาวิทยาลัยชุมชน", date=date(2026, 6, 1)))
    put(made(2, "ลัยชุมชน", date=date(2026, 1, 1)))
    assert numbers("ยาลัยชุม") == [1]
    put(made(3, "ยาลัยชุม แปลก", date=date(2020, 1, 1)))
    assert numbers("ยาลัยชุม")[0] == 3


def test_of_equals_the_newer_comes_first_then_the_higher_number():
    for number, day in ((1, 5), (2, 7), (3, 7), (4, 6)):
        put(made(number, "ประกาศกระถิน", date=date(2026, 1, day)))
    assert numbers("กระถิน") == [3, 2, 4, 1]


def test_newest_first_is_a_choice():
    put(made(1, "ซ่อมแซมฝาย", date=date(2026, 1, 1)))
    put(made(2, "ข่าว", "ฝายนั้นซ่อมแซมแล้ว", date=date(2026, 2, 1)))
    assert numbers("ซ่อมแซมฝาย") == [1, 2]
    assert numbers("ซ่อมแซมฝาย", newest_first=True) == [2, 1]


def test_pages_of_hits_follow_one_another():
    for number in range(1, 26):
        put(made(number, f"ประกาศกระถิน {number}"))
    wanted = Wanted(text="กระถิน")
    first, second = search(wanted, limit=10), search(wanted, offset=10, limit=10)
    last = search(wanted, offset=20, limit=10)
    assert (first.total, second.total, last.total) == (25, 25, 25)
    hits = [hit.entry_id for found in (first, second, last) for hit in found.hits]
    assert hits == list(range(25, 0, -1))
    assert search(wanted, offset=40).hits == []
    assert len(search(wanted, offset=-3, limit=10**9).hits) == 25


def test_no_page_is_longer_than_the_longest():
    for number in range(1, MOST_HITS + 6):
        put(made(number, "ประกาศกระถิน"))
    found = search(Wanted(text="กระถิน"), limit=10**6)
    assert (len(found.hits), found.total) == (MOST_HITS, MOST_HITS + 5)


# --- filters and counts ------------------------------------------------------------------------


def test_filters(names):
    assert set(names("งบประมาณรายจ่าย", year=2569)) == {"budget_2569"}
    assert set(names("น้ำ", unit_id=corpus.WORKS)) >= {"water_bill", "water_stop"}
    assert "drought" not in names("น้ำ", unit_id=corpus.WORKS)
    assert set(names("ขยะ", kinds=frozenset({"procurement"}))) == {"waste_truck"}


def test_a_category_is_a_filter():
    put(made(1, "ประกาศกระถิน", category_id=7))
    put(made(2, "ประกาศกระถิน", category_id=8))
    put(made(3, "ประกาศกระถิน"))
    assert numbers("กระถิน", category_id=7) == [1]


def test_kinds_are_counted_as_if_none_had_been_chosen(office):
    every = ask("ขยะ")
    chosen = ask("ขยะ", kinds=frozenset({"procurement"}))
    assert every.facets == {"activity": 1, "document": 1, "news": 1, "page": 1, "procurement": 1}
    assert chosen.facets == every.facets
    assert (every.total, chosen.total) == (5, 1)
    assert ask("ขยะ", year=2569).facets == {"document": 1}


def test_a_filter_that_leaves_nothing_does_not_change_the_question(office):
    """Only what nobody could find is taken for a slip of the pen."""
    found = ask("กฐิน", year=2564)
    assert (found.hits, found.total, found.corrected) == ([], 0, "")


# --- who sees what -----------------------------------------------------------------------------


def test_only_what_is_public_now_is_found():
    put(made(1, "กระถิน", visible_from=NOW - DAY))
    put(made(2, "กระถิน", visible_from=NOW + DAY))
    put(made(3, "กระถิน", visible_from=NOW - 2 * DAY, visible_until=NOW))
    put(made(4, "กระถิน", visible_from=NOW, visible_until=NOW + DAY))
    assert numbers("กระถิน", now=NOW) == [4, 1]
    assert numbers("กระถิน", now=NOW + DAY) == [2, 1]
    assert numbers("กระถิน", now=NOW, public_only=False) == [4, 3, 2, 1]


def test_what_is_not_public_is_neither_counted_nor_offered():
    put(made(1, "โครงการลับเฉพาะกิจการประมง", visible_from=NOW + DAY))
    for text in ("กิจการประมง", "จการประม", "กิจการประมล", "ลับ กิจการ เรือ"):
        assert ask(text, now=NOW) == Found(), text


# --- what is shown -----------------------------------------------------------------------------


def test_the_page_of_the_file_is_told(office):
    (hit,) = ask("เมรุเผาศพ").hits
    assert (hit.page, hit.file_id) == (3, 1000 + corpus.number_of("council_minutes"))
    assert matching(hit.excerpt) == ["เมรุเผาศพ"]


def test_the_page_with_all_words_goes_before_pages_with_some():
    pages = ("สะพานเก่า", "ซ่อมแซมถนน", "ซ่อมแซมสะพาน", "สะพานเปิดใช้")
    texts = [PassageText("file", text, 9, page) for page, text in enumerate(pages, start=1)]
    put(made(1, "รายงาน", *texts))
    assert ask("ซ่อมแซมสะพาน").hits[0].page == 3
    assert ask("สะพาน เปิดใช้").hits[0].page == 4
    assert ask("สะพาน").hits[0].page == 1


def test_the_page_of_a_fragment_is_told():
    texts = [PassageText("file", text, 9, page) for page, text in ((1, "นา"), (2, "มหาวิทยาลัย"))]
    put(made(1, "รายงาน", *texts))
    (hit,) = ask("าวิทยา").hits
    assert (hit.page, matching(hit.excerpt)) == (2, ["าวิทยา"])


def test_a_hit_in_the_title_alone_shows_how_the_text_begins():
    put(made(1, "กระถิน", "เนื้อความแรก", "เนื้อความหลัง"))
    (hit,) = ask("กระถิน").hits
    assert hit.title == (("กระถิน", True),)
    assert hit.excerpt == (("เนื้อความแรก", False),)


def test_an_entry_without_any_text_has_no_excerpt():
    put(made(1, "กระถิน"))
    assert ask("กระถิน").hits[0].excerpt == ()


def test_pieces_give_the_text_back_and_never_part_a_letter_from_its_marks(office):
    for question in ("ที", "ผู้สูงอายุ", "น้ำ", "งบประมาณ ๒๕๗๐", "นํ้าประปา", "ปุ่"):
        for hit in ask(question).hits:
            title = corpus.entry(corpus.name_of(hit.entry_id)).title
            assert joined(hit.title) == title
            for text, _matches in (*hit.title, *hit.excerpt):
                assert text
                assert text[0] not in MARKS


def test_what_matches_is_marked_in_the_spelling_of_the_text(office):
    marked = {text for hit in ask("งบประมาณ 2570").hits for text in matching(hit.title)}
    assert "๒๕๗๐" in marked
    (hit,) = ask("กำกับดูแล").hits
    assert matching(hit.excerpt) == ["ก ำกับดูแล"]


def test_markup_in_a_text_stays_text():
    put(made(1, "<b>กระถิน</b>", "<script>กระถิน</script>"))
    (hit,) = ask("กระถิน").hits
    assert joined(hit.title) == "<b>กระถิน</b>"
    assert matching(hit.excerpt) == ["กระถิน"]


def test_a_long_text_is_cut_around_the_match():
    put(made(1, "รายงาน", "ต้นไม้ใบหญ้า " * 100 + "กระถินณรงค์ " + "สายลมแสงแดด " * 100))
    (hit,) = ask("กระถินณรงค์").hits
    text = joined(hit.excerpt)
    assert len(text) <= LENGTH + 2
    assert text.startswith("…")
    assert text.endswith("…")
    assert matching(hit.excerpt) == ["กระถินณรงค์"]


def test_a_slip_says_what_was_searched_instead(office):
    found = ask("ไข้เลือกออก หมู่ที่ 3")
    assert found.corrected == "ไข้เลือดออก หมู่ที่ 3"
    assert corpus.name_of(found.hits[0].entry_id) == "dengue"
    assert ask("ไข้เลือดออก").corrected == ""


def test_a_slip_whose_shreds_are_words_still_finds_what_was_meant():
    put(made(1, "ไข้เลือดออกระบาด"))
    put(made(2, "ข่าว", "ตัวร้อน เป็น ไข้ แล้ว เลือก ซื้อ ยา ออก ร้าน"))
    found = ask("ไข้เลือกออก")
    assert [hit.entry_id for hit in found.hits] == [1, 2]
    assert found.corrected == "ไข้เลือดออก"


def test_words_that_stand_apart_are_not_taken_for_a_slip(office):
    found = ask("ค่าขยะ")
    assert (found.corrected, corpus.name_of(found.hits[0].entry_id)) == ("", "waste_rules")


@pytest.mark.parametrize(
    "text",
    ["1567", "15699", "โทร1567", "ปี2568", "0-4412-3458", "044123458", "ตย71001/459"],
)
def test_a_number_is_never_taken_for_another(text):
    put(made(1, "โทร1569", "ปี2569 ที่ ตย71001/458 โทร. 0-4412-3457"))
    found = ask(text)
    assert (found.total, found.corrected) == (0, "")


@pytest.mark.parametrize("text", ["หมู่2", "เล่ม5"])
def test_a_number_at_a_word_is_no_slip_of_the_word(text):
    put(made(1, "ทะเบียนหมู่1 และเล่ม 4"))
    found = ask(text)
    assert found.corrected == ""
    assert found.loose or not found.total


def test_a_slip_beside_a_number_is_put_right_and_the_number_stays():
    put(made(1, "สายด่วน 1569"))
    put(made(2, "สายด่วน 1784"))
    found = ask("สายดวน 1569")
    assert ([hit.entry_id for hit in found.hits], found.corrected) == ([1], "สายด่วน 1569")


def test_answers_to_a_part_of_the_question_say_so():
    put(made(1, "สายด่วน 1569"))
    found = ask("สายด่วน 1567")
    assert (found.total, found.corrected, found.loose) == (1, "", True)
    assert not ask("สายด่วน 1569").loose
    assert not ask("ไม่มีสิ่งนี้").loose


# --- cost --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text", ["กระถิน", "กระถิน ริมทาง", "ระถินริม", "กระถิมริมทาง", "กระถินริมทาน ๒๕๖๙", "ไม่มีสิ่งนี้"]
)
def test_queries_do_not_grow_with_what_is_indexed(text):
    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            ask(text)
        return len(queries)

    grow(range(1, 31))
    few = count()
    grow(range(31, 151))
    assert count() <= few
    assert few <= 40


def grow(added: range) -> None:
    for number in added:
        put(made(number, f"ข่าว {number}", "ปลูกต้นกระถินริมทางหลวง", "อีกหน้า"))


def test_of_a_telephone_number_only_the_whole_is_marked():
    put(made(1, "ติดต่อเรา", "โทรศัพท์ 0-2000-0000 โทรสาร 0-2000-0008 กู้ชีพ 0-2000-0199"))
    [hit] = ask("โทรสาร 0-2000-0008").hits
    assert matching(hit.excerpt) == ["โทรสาร", "0-2000-0008"]
    [hit] = ask("0-2000-0008").hits
    assert matching(hit.excerpt) == ["0-2000-0008"]


# --- abbreviations -----------------------------------------------------------------------------


@pytest.mark.parametrize("asked", ["ป.ป.ช.", "ป.ป.ช", "ปปช"])
def test_an_abbreviation_is_found_with_its_dots_and_without(asked):
    put(made(1, "แจ้งเบาะแส", "ส่งเรื่องให้สำนักงาน ป.ป.ช. แล้ว"))
    put(made(2, "แจ้งเบาะแส", "ส่งเรื่องให้สำนักงาน ปปช แล้ว"))
    put(made(3, "แจ้งเบาะแส", "ป้าปลูกชมพู่"))
    found = ask(asked)
    assert sorted(numbers(asked)) == [1, 2]
    assert {matching(hit.excerpt)[0].strip(".") for hit in found.hits} == {"ป.ป.ช", "ปปช"}


def test_numbers_with_dots_are_no_abbreviations():
    put(made(1, "ข้อ 1.5 และที่ 2.3"))
    put(made(2, "ข้อ 15 และที่ 23"))
    assert numbers("1.5") == [1]
    assert numbers("ที่ 2.3") == [1]

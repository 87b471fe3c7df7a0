"""Texts that look alike become one; places lead back to the original."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from search.folding import fold, skeleton, squeeze, storable

ALIKE = {
    "Thai digits": ("ปี ๒๕๖๙", "ปี 2569"),
    "SARA AM of two signs": ("น\u0e49\u0e4d\u0e32", "น\u0e49\u0e33"),
    "SARA AM with the tone inside": ("น\u0e4d\u0e49\u0e32", "น\u0e49\u0e33"),
    "a tone after SARA AM": ("น\u0e33\u0e49", "น\u0e49\u0e33"),
    "a tone before the vowel": ("ท\u0e48\u0e35", "ท\u0e35\u0e48"),
    "a doubled mark": ("ท\u0e35\u0e35\u0e48\u0e48", "ท\u0e35\u0e48"),
    "the silencer before the vowel": ("พันธ\u0e4c\u0e38", "พันธ\u0e38\u0e4c"),
    "two E for AE": ("เเผน", "แผน"),
    "signs of no width": ("ประ\u200bชา\ufeffคม\u00ad", "ประชาคม"),
    "letters of old fonts": ("ฐาน", "\uf700าน"),
    "marks of old fonts": ("ที\uf70aดิน ป\uf701\uf705น ป\uf710น", "ที่ดิน ปิ่น ปัน"),
    "low vowels of old fonts": ("ญาต\uf701 ก\uf718ฎ\uf719", "ญาติ กุฎู"),
    "a blank before SARA AM": ("ส ำนักปลัด", "สำนักปลัด"),
    "capitals and full width": ("ＣＯＶＩＤ Covid", "covid covid"),
    "accents": ("Café", "cafe"),
    "blanks of every kind": ("ก\u00a0\t\n ข", "ก ข"),
    "dots of an abbreviation": ("คดี ป.ป.ช. ปี 2569", "คดี ปปช ปี 2569"),
    "dots inside it alone": ("ป.ป.ช แจ้ง พ.ศ 2569", "ปปช แจ้ง พศ 2569"),
    "an abbreviation of longer groups": ("รพ.สต. ปิดเดือน มิ.ย. และ เม.ย.", "รพสต ปิดเดือน มิย และ เมย"),
    "an abbreviation before its word": ("พ.ร.บ.การศึกษา", "พรบ การศึกษา"),
    "an abbreviation behind a word": ("ตามพ.ร.บ. นี้", "ตามพรบ นี้"),
    "LAKKHANGYAO": ("ฤ\u0e45", "ฤ\u0e32"),
}


@pytest.mark.parametrize("name", ALIKE)
def test_what_looks_alike_is_alike(name):
    written, meant = ALIKE[name]
    assert fold(written).text == fold(meant).text


@pytest.mark.parametrize("code", range(0xF700, 0xF71B))
def test_every_glyph_of_the_old_fonts_is_a_thai_sign(code):
    (sign,) = fold("ก" + chr(code)).text[1:]
    assert unicodedata.name(sign).startswith("THAI CHARACTER")


@pytest.mark.parametrize("word", ["น้ำ", "พันธุ์", "ที่", "กี่", "เล็ก", "แก้ว", "ปั๊ม", "ทั้งสิ้น", "ฤทธิ์"])
def test_a_word_written_right_stays_as_it_is(word):
    assert fold(word).text == word


@pytest.mark.parametrize(
    "text",
    ["1.5", "ที่ 2.3", "ข้อ ๑.๒.ก", "กองคลัง.วันนี้", "อบต.หนองน้ำใส", "ก. ข. ค.", "มาตรา 44.", "a.b.c."],
)
def test_other_dots_stay(text):
    assert fold(text).text.count(".") == text.count(".")


@example("ก.ก.่")
@given(st.text(alphabet="กขะ่เ. 1", max_size=24))
def test_dots_are_taken_out_once(text):
    once = fold(text)
    assert fold(once.text).text == once.text
    assert list(once.places) == sorted(once.places)
    assert len(once.places) == len(once.text) + 1


def test_blanks_between_thai_signs_alone_fall_away():
    assert squeeze(fold("ส่วน\nตำบล ปี 2569 no gift")).text == "ส่วนตำบลปี 2569 no gift"


def test_the_skeleton_has_no_tone_marks():
    assert skeleton("เล็ก") == skeleton("เล๊ก") == "เลก"


def test_what_a_database_refuses_is_taken_out():
    assert storable("ก\x00ข\ud800ค") == "กขค"


@given(st.text(alphabet=st.sampled_from("กขน้ำําเ่ีู์ A๒é\u200b\uf70a\x00\n"), max_size=40))
def test_places_lead_back_in_order(text):
    for folded in (fold(text), squeeze(fold(text))):
        places = list(folded.places)
        assert len(places) == len(folded.text) + 1
        assert places == sorted(places)
        assert places[-1] == len(text)


@given(st.text(max_size=60))
def test_folding_twice_is_folding_once(text):
    once = fold(text).text
    assert fold(once).text == once

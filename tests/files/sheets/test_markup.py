"""Tables of HTML pages: their words and nothing else."""

import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from files.sheets.grid import SheetRefused
from files.sheets.markup import holds_table, read_markup


def texts(page: str) -> list[tuple[str, ...]]:
    return [row.texts for row in read_markup(page).rows]


def test_cells_keep_their_words_and_breaks():
    page = "<table><tr><td>a<br>b<td><p>c</p><p>d &amp; <b>e</b></p></tr><tr><td>&nbsp;f  g"
    assert texts(page) == [("a\nb", "c\nd & e"), ("f g", "")]


def test_what_acts_or_is_not_seen_is_left_out():
    page = (
        "<!--[if x]><table><tr><td>no</table><![endif]--><style>td{}</style>"
        "<table><tr><td onclick='x'>a<script>alert('<td>')</script><!-- <td>x --> b"
        "<td>c <5 d</table>"
    )
    assert texts(page) == [("a b", "c <5 d")]


def test_spans():
    page = (
        "<table><tr><th rowspan=2>a<th colspan='2'>b</tr><tr><th>c<th>d</tr>"
        "<tr><td>1<td>2<td>3</table>"
    )
    first, second, third = read_markup(page).rows
    assert [(cell.text, cell.span, cell.above) for cell in first.cells] == [
        ("a", 1, False),
        ("b", 2, False),
        ("", 0, False),
    ]
    assert [(cell.text, cell.above) for cell in second.cells] == [
        ("", True),
        ("c", False),
        ("d", False),
    ]
    assert third.texts == ("1", "2", "3")
    assert [cell.place for cell in third.cells] == ["A3", "B3", "C3"]


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("<table><tr>", True),
        ("Version:0.9\r\nStartHTML:1\r\n<html><TABLE border=0>", True),
        ("\ufeff <html><body><table>", True),
        ("ที่\tรายการ", False),
        ("<5 นิ้ว\t<table", False),
        ("รายการ <table>", False),
    ],
)
def test_which_text_is_a_page(text, holds):
    assert holds_table(text) is holds


TAGS = ("<table>", "</table>", "<tr>", "<td>", "<td rowspan=3 colspan=2>", "</td>", "<br>")
MARKS = ("a", "<", ">", "<!--", "-->", "<script>", "</script>", "&amp;", "&#0;", "\n")
PIECES = (*TAGS, *MARKS)


@example("<table><td rowspan=9999><tr><td>")
@given(
    st.lists(
        st.sampled_from(PIECES),
        max_size=40,
    ).map("".join)
)
def test_every_page_is_read(page):
    for row in read_markup(page).rows:
        assert any(row.texts)


@pytest.mark.parametrize(
    "page",
    [
        "<table>" + "<td rowspan=9999 colspan=9999>" * 100_000,
        "<table>" + "<tr><td rowspan=9999>x" * 100_000,
        "<" * 500_000,
        "<table><!--" * 50_000,
        "<table><tr><td>" + "<br>" * 100_000,
        "<table><td " + "colspan " * 100_000,
        "<table><td>" + "<div>" * 100_000,
    ],
)
def test_time_grows_with_the_page_alone(page):
    began = time.process_time()
    try:
        read_markup(page)
    except SheetRefused as refusal:
        assert refusal.message
    assert time.process_time() - began < 3

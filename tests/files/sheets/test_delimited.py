"""Delimited text in the encodings and with the delimiters that offices have."""

import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from files.sheets.delimited import TAB, decoded, delimiter_of, read_delimited
from files.sheets.grid import Limits, SheetRefused


def texts(text: str, delimiter: str = TAB) -> list[tuple[str, ...]]:
    return [row.texts for row in read_delimited(text, delimiter).rows]


def test_quoted_fields_hold_delimiters_and_breaks():
    assert texts('"a\tb"\t"c\nd"\t"e ""f"""\r\ng\t\t\r\n') == [
        ("a\tb", "c\nd", 'e "f"'),
        ("g", "", ""),
    ]


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ('"a" b', '"a" b'),
        ('12"', '12"'),
        ('"', '"'),
        ('"a""', '"a""'),
        (' "a" ', "a"),
        ("  a  ", "a"),
    ],
)
def test_a_quotation_mark_that_quotes_nothing_is_text(typed, text):
    assert texts(f"{typed}\tx") == [(text, "x")]


def test_lines_are_numbered_with_the_empty_ones():
    grid = read_delimited("a\n\n\nb\tc\n", TAB)
    assert [(row.number, row.place) for row in grid.rows] == [(1, "row 1"), (4, "row 4")]
    assert [cell.place for cell in grid.rows[1].cells] == ["A4", "B4"]


@pytest.mark.parametrize("delimiter", [",", ";", TAB])
def test_the_delimiter_is_told_from_the_lines(delimiter):
    lines = [["title, with a comma"], ["no", "work", "baht"], *[["1", "x", '"12,000"']] * 5]
    assert delimiter_of("\n".join(delimiter.join(cells) for cells in lines)) == delimiter
    assert delimiter_of(f"sep={delimiter}\r\na,b;c\td,e;f") == delimiter


def test_the_line_that_names_the_delimiter_is_no_row():
    assert texts("sep=;\r\na;b", ";") == [("a", "b")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp874"])
def test_thai_in_every_usual_encoding(encoding):
    assert decoded("ซื้อวัสดุ\t๑๒".encode(encoding)) == "ซื้อวัสดุ\t๑๒".removeprefix("\ufeff")


@pytest.mark.parametrize("data", [b"\x00\x01\x02", b"\xff\xfea", bytes(range(128, 256)), b"a\x00b"])
def test_what_is_no_text_is_refused(data):
    with pytest.raises(SheetRefused):
        decoded(data)


def test_limits():
    limits = Limits(rows=2, columns=3)
    assert len(read_delimited("a\n\nb", TAB, limits=limits).rows) == 2
    with pytest.raises(SheetRefused) as refusal:
        read_delimited("a\n\nb\nc", TAB, limits=limits)
    assert refusal.value.place.endswith("4")
    with pytest.raises(SheetRefused):
        read_delimited("a\tb\tc\td", TAB, limits=limits)


@example('"')
@example('""\n"')
@given(st.text(alphabet='ก"\t\r\n ,', max_size=200))
def test_every_text_is_read(text):
    for row in read_delimited(text, TAB).rows:
        assert any(row.texts)


CELLS = st.text(alphabet='กข"\t\n ,1', max_size=8).map(str.strip)


@given(st.lists(st.lists(CELLS, min_size=2, max_size=4), min_size=1, max_size=5))
def test_what_is_written_in_quotes_comes_back(lines):
    written = "\n".join(
        TAB.join('"' + cell.replace('"', '""') + '"' for cell in cells) for cells in lines
    )
    width = max((len(cells) for cells in _trimmed(lines)), default=0)
    expected = [tuple(cells + [""] * (width - len(cells))) for cells in _trimmed(lines)]
    assert texts(written) == expected


def _trimmed(lines):
    kept = []
    for cells in map(list, lines):
        while cells and not cells[-1]:
            cells.pop()
        if cells:
            kept.append(cells)
    return kept


@pytest.mark.parametrize("piece", ['"', '""x\n', '"""x\t\n', '   "a\n', "\t\n"])
def test_time_grows_with_the_text_alone(piece):
    began = time.process_time()
    read_delimited(piece * 100_000, TAB, limits=Limits(200_000, 200_000))
    assert time.process_time() - began < 3

"""The words at the foot of a page that goes on."""

from __future__ import annotations

import re

import pytest

from paper.cue import LONGEST, shortened
from paper.pdf import render_pdf

from .readers import READERS, bare
from .sheets import document
from .structure import Structure

PAGE = '<p style="break-before: page">{}</p>'
CUE = re.compile(r"/[^/]*?\.{4}")


def cues(body: str) -> list[str]:
    """The cue of each page, the same for all readers."""
    pdf = render_pdf(document(body), title="x")
    found = {
        name: [CUE.findall(bare(page)) for page in reader(pdf)] for name, reader in READERS.items()
    }
    assert all(pages == found["poppler"] for pages in found.values())
    return ["".join(page) for page in found["poppler"]]


def test_a_page_that_goes_on_names_the_next_pages_first_words() -> None:
    body = "<div data-cue><p>ต้น</p>" + PAGE.format("รายงานผลการดำเนินการตามมาตรการ") + "</div>"
    assert cues(body) == ["/รายงานผลการดำเนินการ....", ""]


def test_a_paragraph_that_runs_on_is_named_where_it_runs_on() -> None:
    body = f"<div data-cue><p>{'การนำน้ำจำนวนมากมาทำงาน ' * 150}</p></div>"
    first, *_, last = cues(body)
    assert first.startswith("/การนำน้ำ") or first[1:4] in "การนำน้ำจำนวนมากมาทำงาน" * 2
    assert last == ""


def test_only_pages_that_ask_get_a_cue() -> None:
    body = (
        "<div data-cue><p>ต้น</p>"
        + PAGE.format("ถัดไปแล้ว")
        + '<div data-cue="off">'
        + PAGE.format("ในตาราง")
        + "</div></div>"
        + PAGE.format("ท้ายสุด")
    )
    assert cues(body) == ["/ถัดไปแล้ว....", "", "", ""]


def test_a_repeated_table_header_is_not_the_next_pages_beginning() -> None:
    rows = "".join(f"<tr><td>แถวที่ {number}</td></tr>" for number in range(60))
    body = f"<table data-cue><thead><tr><th>หัวตาราง</th></tr></thead>{rows}</table>"
    found = cues(body)
    assert found[0].startswith("/แถวที่")
    assert not any("หัว" in cue for cue in found)


def test_no_cue_where_nothing_asks() -> None:
    assert cues("<p>ต้น</p>" + PAGE.format("ต่อ")) == ["", ""]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("สั้น", "สั้น"),
        ("รายงานผลการดำเนินการตามมาตรการ", "รายงานผลการดำเนินการ"),
        ("องค์การบริหารส่วนตำบลสวนตาล", "องค์การบริหารส่วนตำบล"),
        ("๒. เกี่ยวกับการใช้ทรัพย์สินของทางราชการ", "๒. เกี่ยวกับการใช้"),
    ],
)
def test_a_cue_ends_with_a_word(text: str, words: str) -> None:
    assert shortened(text) == words
    assert len(words) <= LONGEST + 1


def test_the_cue_is_no_part_of_what_is_read_aloud() -> None:
    body = "<div data-cue><p>ต้น</p>" + PAGE.format("ถัดไป") + "</div>"
    pdf = render_pdf(document(body), title="x")
    spoken = Structure(pdf).text()
    assert "ถัดไป" in spoken
    assert "...." not in spoken

"""Tags and archive marks, clause by clause, as far as they can be told without a validator.

ISO 14289-1 is PDF/UA-1, ISO 19005-3 is PDF/A-3, ISO 32000-1 is PDF 1.7.
"""

from __future__ import annotations

import hashlib
import io
import subprocess
import sys
from datetime import UTC, datetime
from xml.etree import ElementTree

import pikepdf
import pytest

from paper.pdf import Attachment, render_pdf

from .sheets import CASES, case_body, case_rows, document
from .structure import Structure, kids, open_marks

MOMENT = datetime(2026, 3, 31, 9, 30, tzinfo=UTC)
SVG = (
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><rect width="1" height="1"/></svg>'
)
FILES = (
    Attachment("ข้อมูล.json", b'{"a": 1}', "application/json", "ข้อมูลของรายงาน"),
    Attachment("table.xlsx", b"PK", "application/vnd.ms-excel", relationship="Source"),
)
BODY = """
<h1>หัวเรื่อง</h1>
<p><img src="resource:g.svg" alt="ตราครุฑ" style="width: 1cm; height: 1cm">ความนำ <b>น้ำ</b></p>
<img src="resource:g.svg" alt="">
<ol><li>ข้อแรก</li><li>ข้อสอง</li></ol>
<p><a href="https://www.example.go.th/">แหล่งข้อมูล</a> <span lang="en">open data</span></p>
<div>กล่องข้อความ</div>
"""


def rendered(body: str, style: str = "", **facts: object) -> Structure:
    html = document(body, style)
    return Structure(
        render_pdf(html, title="ชื่อ & เรื่อง", created=MOMENT, resources={"g.svg": SVG}, **facts)
    )


@pytest.fixture(scope="module")
def paper() -> Structure:
    table = case_body(CASES[0])
    return rendered(BODY + table, author="สำนักปลัด", subject="รายงาน", attachments=FILES)


def xmp(paper: Structure) -> str:
    return paper.pdf.Root.Metadata.read_bytes().decode()


def test_the_file_is_sound(paper: Structure) -> None:
    assert paper.pdf.check_pdf_syntax() == []


def test_it_claims_pdf_a_3a_and_pdf_ua_1_at_once(paper: Structure) -> None:
    text = xmp(paper)
    ElementTree.fromstring(text.split("?>", 1)[1].rsplit("<?", 1)[0])
    assert "<pdfaid:part>3</pdfaid:part>" in text
    assert "<pdfaid:conformance>A</pdfaid:conformance>" in text
    assert "<pdfuaid:part>1</pdfuaid:part>" in text
    # A property that PDF/A does not know must be described (ISO 19005-3, 6.6.2.3.1).
    assert "<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>" in text


def test_title_author_and_dates_agree_in_both_places(paper: Structure) -> None:
    quietly = {"set_pikepdf_as_editor": False, "update_docinfo": False}
    with paper.pdf.open_metadata(**quietly) as metadata:
        assert metadata["dc:title"] == "ชื่อ & เรื่อง"
        assert metadata["dc:creator"] == ["สำนักปลัด"]
        assert metadata["dc:description"] == "รายงาน"
        assert metadata["xmp:CreateDate"] == "2026-03-31T09:30:00Z"
    info = paper.pdf.docinfo
    assert str(info.Title) == "ชื่อ & เรื่อง"
    assert str(info.Author) == "สำนักปลัด"
    assert str(info.CreationDate) == str(info.ModDate) == "D:20260331093000Z"


def test_the_catalog_says_what_readers_ask(paper: Structure) -> None:
    root = paper.pdf.Root
    assert root.MarkInfo.Marked is True
    assert str(root.Lang) == "th"
    assert root.ViewerPreferences.DisplayDocTitle is True
    assert paper.pdf.trailer.ID[0]


def test_colours_have_an_output_intent(paper: Structure) -> None:
    (intent,) = paper.pdf.Root.OutputIntents
    assert intent.S == "/GTS_PDFA1"
    assert intent.DestOutputProfile.N == 3
    assert intent.DestOutputProfile.read_bytes()[36:40] == b"acsp"


def test_every_font_is_embedded_and_speaks_unicode(paper: Structure) -> None:
    fonts = [
        item
        for item in paper.pdf.objects
        if isinstance(item, pikepdf.Dictionary)
        and item.get("/Type") == "/Font"
        and item.get("/Subtype") == "/Type0"
    ]
    assert len(fonts) >= 2
    for font in fonts:
        inner = font.DescendantFonts[0]
        assert "/FontFile2" in inner.FontDescriptor
        assert inner.CIDToGIDMap == "/Identity"
        assert font.Encoding == "/Identity-H"
        mapped = [
            line.split()[1]
            for line in font.ToUnicode.read_bytes().decode().splitlines()
            if line.startswith("<") and len(line.split()) == 2
        ][1:]
        assert mapped
        for text in mapped:
            sign = bytes.fromhex(text.strip("<>")).decode("utf-16-be")
            # ISO 19005-3, 6.2.11.7.2: no zero, no byte order mark.
            assert sign
            assert not set(sign) & set("\0\ufeff\ufffe\ufffd")


def test_nothing_forbidden_is_inside(paper: Structure) -> None:
    forbidden = {"/JavaScript", "/Launch", "/Sound", "/Movie", "/ResetForm", "/ImportData"}
    for item in paper.pdf.objects:
        if isinstance(item, (pikepdf.Dictionary, pikepdf.Stream)):
            assert str(item.get("/S")) not in forbidden
            assert "/AA" not in item
            assert str(item.get("/Filter", "")) != "/LZWDecode"
    assert "/Encrypt" not in paper.pdf.trailer


def test_attachments_have_their_relationship(paper: Structure) -> None:
    files = list(paper.pdf.Root.AF)
    assert [str(each.UF) for each in files] == ["table.xlsx", "ข้อมูล.json"]
    assert [str(each.AFRelationship) for each in files] == ["/Source", "/Data"]
    for each, given in zip(files, reversed(FILES), strict=True):
        stream = each.EF.F
        assert str(each.F) == str(each.UF)
        assert stream.read_bytes() == given.content
        assert str(stream.Subtype) == f"/{given.media_type}"
        assert stream.Params.Size == len(given.content)
        digest = hashlib.md5(given.content, usedforsecurity=False).digest()
        assert bytes(stream.Params.CheckSum) == digest
    assert set(paper.pdf.attachments) == {each.name for each in FILES}


def test_all_ink_is_content_or_artifact(paper: Structure) -> None:
    # ISO 14289-1, 7.1: nothing on a page stands outside both.
    for page in paper.pdf.pages:
        assert open_marks(page) == []


def test_parent_tree_and_structure_agree(paper: Structure) -> None:
    numbers = paper.root.ParentTree.Nums
    rows = {int(numbers[i]): numbers[i + 1] for i in range(0, len(numbers), 2)}
    held = {place: element.objgen for element in paper.elements() for place in _own(paper, element)}
    for index, page in enumerate(paper.pdf.pages):
        assert int(page.StructParents) == index
        for mcid, owner in enumerate(rows[index]):
            if owner is None:
                assert (index, mcid) not in held
            else:
                assert held.pop((index, mcid)) == owner.objgen
    assert held == {}


def _own(paper: Structure, element: object) -> list[tuple[int, int]]:
    places = []
    for kid in kids(element):
        if isinstance(kid, int):
            places.append((paper.pages.index(element.Pg.objgen), kid))
        elif kid.get("/Type") == "/MCR":
            places.append((paper.pages.index(kid.Pg.objgen), int(kid.MCID)))
    return places


def test_reading_order_is_the_documents(paper: Structure) -> None:
    text = paper.text().replace(" ", "")
    spots = [
        text.index(piece)
        for piece in ("หัวเรื่อง", "ความนำน้ำ", "ข้อแรก", "ข้อสอง", "แหล่งข้อมูล", "กล่องข้อความ")
    ]
    assert spots == sorted(spots)


def test_a_table_over_many_pages_is_one_table(paper: Structure) -> None:
    headings, *rows = case_rows(CASES[0])
    assert len(paper.pdf.pages) > 4
    assert paper.roles().count("Table") == 1
    assert paper.roles().count("THead") == 1
    heads = paper.elements("TH")
    assert [paper.text(head) for head in heads] == [text.replace("\n", "") for text in headings]
    body = [row for row in paper.elements("TR") if row.P.S == "/TBody"]
    assert len(body) == len(rows)
    cells = [[paper.text(cell) for cell in row.K] for row in body]
    for found, row in zip(cells, rows, strict=True):
        wanted = [text or "" for text in row] if any(row[1:]) else [row[0]]
        assert ["".join(cell.split()) for cell in found] == [
            "".join(text.split()) for text in wanted
        ]


def test_header_cells_say_what_they_head() -> None:
    body = """<table><tr><th>ก</th><th>ข</th></tr><tr><th>ค</th><td>ง</td></tr>
    <tr><th scope="col">จ</th><td colspan="1" rowspan="2">ฉ</td></tr><tr><td>ช</td></tr></table>"""
    paper = rendered(body)
    scopes = [str(head.A.Scope) for head in paper.elements("TH")]
    assert scopes == ["/Column", "/Column", "/Row", "/Column"]
    assert all(head.A.O == "/Table" for head in paper.elements("TH"))
    assert [cell.A.RowSpan for cell in paper.elements("TD") if "/A" in cell] == [2]


def test_images_have_their_text_and_decoration_has_none(paper: Structure) -> None:
    (figure,) = paper.elements("Figure")
    assert str(figure.Alt) == "ตราครุฑ"
    left, bottom, right, top = (float(edge) for edge in figure.A.BBox)
    assert right - left == pytest.approx(72 / 2.54, abs=0.01)
    page = paper.pdf.pages[0].mediabox
    assert 0 < left < right < page[2]
    assert page[3] / 2 < bottom < top < page[3]


def test_lists_links_and_languages(paper: Structure) -> None:
    (item, _) = paper.elements("LI")
    assert [str(kid.S) for kid in item.K] == ["/Lbl", "/LBody"]
    assert str(paper.elements("L")[0].A.ListNumbering) == "/Decimal"
    (link,) = paper.elements("Link")
    (annotation,) = [each for page in paper.pdf.pages for each in page.get("/Annots", [])]
    assert annotation.F == 4
    assert str(annotation.Contents)
    numbers = paper.root.ParentTree.Nums
    owners = {int(numbers[i]): numbers[i + 1] for i in range(0, len(numbers), 2)}
    assert owners[int(annotation.StructParent)].objgen == link.objgen
    english = [each for each in paper.elements("Span") if "/Lang" in each]
    assert [(str(each.Lang), paper.text(each)) for each in english] == [("en", "open data")]


def test_page_numbers_leaders_and_hidden_text_are_not_read_aloud() -> None:
    paper = rendered(
        '<p class="fill">ที่</p><p style="visibility: hidden">ซ่อน</p>',
        ".fill::after { content: leader('.') }",
    )
    assert paper.text().strip() == "ที่"


def test_a_paragraph_over_two_pages_is_one_paragraph() -> None:
    paper = rendered(f"<p>{'ความยาวหลายหน้า ' * 600}</p>")
    assert len(paper.pdf.pages) > 2
    assert paper.roles() == ["Document", "P"]
    assert "".join(paper.text().split()) == "ความยาวหลายหน้า" * 600


def test_a_sign_without_any_glyph_ends_the_claims() -> None:
    text = xmp(rendered("<p>ก\U0001fae8\U000103b4\U0010fffd</p>"))
    assert "pdfaid:part" not in text
    assert "pdfuaid:part>" not in text


def test_same_paper_same_bytes() -> None:
    html = document(BODY + case_body(CASES[1]))
    facts = {"title": "x", "created": MOMENT, "resources": {"g.svg": SVG}, "attachments": FILES}
    assert render_pdf(html, **facts) == render_pdf(html, **facts)


def test_same_paper_same_bytes_in_another_process() -> None:
    html = document(case_body(CASES[1]))
    script = (
        "import sys; from datetime import datetime, UTC; from paper.pdf import render_pdf;"
        "sys.stdout.buffer.write(render_pdf(sys.stdin.read(), title='x',"
        " created=datetime(2026, 3, 31, 9, 30, tzinfo=UTC)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], input=html.encode(), capture_output=True, check=True
    )
    assert done.stdout == render_pdf(html, title="x", created=MOMENT)


def test_pages_are_read_back_by_pikepdf_as_many_as_laid_out() -> None:
    pdf = render_pdf(document('<p style="break-after: page">ก</p><p>ข</p>'), title="x")
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        assert len(opened.pages) == 2

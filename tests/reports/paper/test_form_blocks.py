"""The signers' places and the evidence part: labels, blocks, dates, pictures, captions."""

from dataclasses import replace
from datetime import date
from itertools import pairwise

import pytest

from reports.paper.document import EvidenceItem, EvidenceSection, Note, Picture
from tests.paper.reading import (
    CM,
    LEFT,
    LINE,
    RIGHT,
    dots,
    find,
    ink,
    page_of,
    page_texts,
    pages,
    picture,
    pictures,
    run_of,
    signs,
    squeezed,
)
from tests.reports.paper import papers
from tests.reports.paper.papers import printed

CENTRE_OF_BLOCK = (10.5 * CM + RIGHT) / 2
POST = "เจ้าพนักงานธุรการชำนาญงาน"
BEFORE = "จึงเรียนมาเพื่อโปรดทราบและพิจารณา"


def signed(**changes):
    """A memorandum without a table whose one signer is given."""
    note = Note(name="นายสมมุติ ลงนาม", lines=(POST,), dotted_lines=0)
    return papers.memo(table=None, notes=(replace(note, **changes),), cue=False)


@pytest.mark.parametrize("way", papers.pushes(20, 540, 10))
def test_a_block_is_never_parted_from_its_label_nor_split(way):
    notes = tuple(
        Note("" if at == 1 else f"ความเห็นที่ {at}", "", f"คนที่ {at}", (f"ตำแหน่ง {at}", f"แทน {at}"))
        for at in range(1, 5)
    )
    paper = papers.memo(opening=papers.filling(way), table=None, notes=notes, cue=False)
    pdf = printed(paper)
    for note in notes:
        page = page_of(pdf, f"({note.name})")
        for piece in (note.label or BEFORE, *note.lines):
            assert page_of(pdf, piece) == page, piece


@pytest.mark.parametrize("way", papers.pushes(330, 470, 6))
def test_a_signature_never_stands_on_a_page_without_text(way):
    table = papers.plain_table(tuple(papers.row(f"แถว{at}", *"ขคงจ") for at in range(4)))
    note = Note(name="คนที่ ๑", lines=("ตำแหน่ง",), dotted_lines=0)
    paper = papers.memo(
        opening=papers.filling(way), table=table, closing=(), notes=(note,), cue=False
    )
    assert page_of(printed(paper), "แถว3") == page_of(printed(paper), "(คนที่ ๑)")


def test_the_block_is_centred_between_the_middle_of_the_page_and_the_margin():
    pdf = printed(signed())
    found = signs(pdf)
    for line in ("(นายสมมุติ ลงนาม)", POST):
        foot = find(found, line).y
        left, _, right, _ = ink(pdf, (LEFT, foot - 8, 21 * CM, foot))
        assert (left + right) / 2 == pytest.approx(CENTRE_OF_BLOCK, abs=2), line
        assert left > 10.5 * CM


def test_two_blank_lines_and_a_dotted_line_stand_before_the_name():
    pdf = printed(signed())
    found = signs(pdf)
    text, name = find(found, BEFORE).y, find(found, "(นายสมมุติ").y
    assert name - text == pytest.approx(4 * LINE, abs=3)
    assert len(dots(pdf, name - LINE, 10.5 * CM, RIGHT)) >= 50
    blank = find(found, BEFORE).y + 10, name - LINE - 10
    assert [s for s in found if blank[0] < s.y < blank[1]] == []


def test_the_post_and_the_acting_line_follow_the_name():
    lines = ("ผู้อำนวยการกองคลัง", "รักษาราชการแทนปลัดองค์การบริหารส่วนตำบล")
    found = signs(printed(signed(lines=lines)))
    feet = [find(found, words).y for words in ("(นายสมมุติ", *lines)]
    assert [b - a for a, b in pairwise(feet)] == pytest.approx([LINE] * 2, abs=1)


def test_an_unknown_name_leaves_dots_between_brackets():
    pdf = printed(signed(name=""))
    found = signs(pdf)
    opening = next(s for s in found if s.text == "(" and s.x > 10.5 * CM)
    assert len(dots(pdf, opening.y, opening.x + 4, RIGHT)) >= 40


def test_the_date_is_written_in_thai_when_signed_and_dotted_when_not():
    assert "๓๑ มีนาคม ๒๕๖๖" in page_texts(printed(signed(signed_on=date(2023, 3, 31))))[0][-60:]
    pdf = printed(signed())
    post = find(signs(pdf), POST).y
    assert len(dots(pdf, post + LINE, 10.5 * CM, RIGHT)) >= 30


def test_a_picture_of_a_signature_is_at_most_two_centimetres_high_and_transparent():
    pdf = printed(signed(signature=papers.signature(), signed_on=date(2023, 3, 31)))
    _, top, width, height = pictures(pdf, 0)[-1]
    assert height <= 2 * CM + 0.1
    assert width / height == pytest.approx(600 / 240, rel=0.02)
    assert top > find(signs(pdf), BEFORE).y
    assert top + height < find(signs(pdf), "(นายสมมุติ").y
    under = printed(
        replace(signed(signature=papers.signature(), signed_on=date(2023, 3, 31)), watermark="ร่าง")
    )
    assert page_texts(under) == page_texts(pdf)


def test_the_sign_label_stands_on_the_line_of_the_signature():
    pdf = printed(signed(sign_label="(ลงชื่อ)"))
    label = find(signs(pdf), "(ลงชื่อ)")
    assert find(signs(pdf), "(นายสมมุติ").y - label.y == pytest.approx(LINE, abs=1)
    assert len(dots(pdf, label.y, label.x + 35, RIGHT)) >= 45
    inked = printed(signed(sign_label="(ลงชื่อ)", signature=papers.signature()))
    _, top, _, height = pictures(inked, 0)[-1]
    assert find(signs(inked), "(ลงชื่อ)").y == pytest.approx(top + height, abs=6)


@pytest.mark.parametrize("lines", [1, 3])
def test_a_note_without_words_leaves_its_dotted_lines_under_its_label(lines):
    label = "ความเห็นของหัวหน้าสำนักปลัด"
    pdf = printed(signed(label=label, dotted_lines=lines))
    found = signs(pdf)
    assert all(sign.bold for sign in run_of(found, label))
    foot = find(found, label).y
    full = [
        y
        for y in range(int(foot), int(find(found, "(นายสมมุติ").y))
        if len(dots(pdf, y, LEFT, 10 * CM)) > 55
    ]
    groups = [y for y in full if y - 1 not in full and y - 2 not in full]
    assert len(groups) == lines


def test_a_note_with_words_prints_them_in_place_of_the_dotted_lines():
    pdf = printed(signed(label="ความเห็นปลัด", text="เห็นควรนำเสนอ\nเพื่อพิจารณา", dotted_lines=3))
    found = signs(pdf)
    assert find(found, "เห็นควรนำเสนอ").x == pytest.approx(LEFT + 2.5 * CM, abs=3)
    assert find(found, "เพื่อพิจารณา").y > find(found, "เห็นควรนำเสนอ").y
    assert not dots(pdf, find(found, "เพื่อพิจารณา").y + LINE, LEFT, 10 * CM)


def test_choices_have_boxes_and_the_chosen_one_a_tick():
    def box(chosen, at):
        pdf = printed(signed(label="ข้อสั่งการ", choices=("เห็นชอบ", "ไม่เห็นชอบ"), chosen=chosen))
        word = find(signs(pdf), ("เห็นชอบ", "ไม่เห็นชอบ")[at])
        frame = (word.x - 17, word.y - 13, word.x - 4, word.y + 3)
        return ink(pdf, frame), sum(
            1
            for grey in _inside(pdf, (frame[0] + 3, frame[1] + 4, frame[2] - 5, frame[3] - 5))
            if grey < 150
        )

    assert box(0, 0)[1] > 20
    assert box(0, 1)[1] == box(None, 0)[1] == 0


def _inside(pdf, frame):
    return picture(pdf).crop(tuple(round(4 * edge) for edge in frame)).get_flattened_data()


def test_each_picture_of_the_evidence_stands_over_its_caption_on_one_page():
    paper = papers.layout_d()
    pdf = printed(paper)
    shown = [item for part in paper.appendix for item in part.items]
    images = 0
    for at in range(1, len(pages(pdf))):
        frames = pictures(pdf, at)
        images += len(frames)
        text = squeezed(page_texts(pdf)[at])
        captions = [p for item in shown for p in item.pictures if squeezed(p.caption) in text]
        assert len(frames) == len(captions), at
        for frame, caption in zip(frames, captions, strict=True):
            foot = frame[1] + frame[3]
            assert foot < find(signs(pdf, at), caption.caption).y < foot + 24
    assert images == sum(len(item.pictures) for item in shown) == 6


@pytest.mark.parametrize("before", range(8, 22, 2))
def test_a_result_stays_with_its_first_picture(before):
    shown = Picture(papers.photo(1600, 1000, 1), "ภาพ")
    items = [EvidenceItem(f"ผลที่ {at}ก") for at in range(before)]
    items.append(EvidenceItem("ผลที่มีภาพ", (shown,)))
    paper = replace(papers.layout_d(), appendix=(EvidenceSection("กลุ่ม", tuple(items)),))
    pdf = printed(paper)
    assert pictures(pdf, page_of(pdf, "ผลที่มีภาพ"))


@pytest.mark.parametrize("shape", [(1600, 900), (900, 1600), (3000, 400), (40, 30)])
@pytest.mark.parametrize("count", [1, 2])
def test_pictures_keep_their_shape_inside_the_margins(shape, count):
    shown = Picture(papers.photo(*shape, 1), "คำบรรยาย")
    item = EvidenceItem("ผล", (shown,) * count)
    paper = papers.memo(appendix=(EvidenceSection("กลุ่ม", (item,)),))
    pdf = printed(paper)
    frames = pictures(pdf, len(pages(pdf)) - 1)
    assert len(frames) == count
    for left, _, width, height in frames:
        assert width / height == pytest.approx(shape[0] / shape[1], rel=0.02)
        assert left >= LEFT - 1
        assert left + width <= RIGHT + 1
        assert height <= 12 * CM
    if count == 2:
        assert frames[0][1] == pytest.approx(frames[1][1], abs=1)


def test_the_evidence_begins_on_its_own_upright_page_with_its_titles():
    paper = replace(papers.layout_d(), table=replace(papers.layout_d().table, landscape=True))
    pdf = printed(paper)
    page = page_of(pdf, paper.appendix_title + paper.appendix[0].title)
    assert squeezed(page_texts(pdf)[page]).startswith(squeezed(paper.appendix_title))
    assert pages(pdf)[page][0] == pytest.approx(21, abs=0.1)
    assert pages(pdf)[page - 1][0] == pytest.approx(29.7, abs=0.1)
    later = [squeezed(text) for text in page_texts(pdf)[page:]]
    for section in paper.appendix:
        title = squeezed(section.title)
        at = next(at for at, text in enumerate(later, start=page) if title in text)
        assert all(sign.bold for sign in run_of(signs(pdf, at), section.title))


def test_the_evidence_of_a_memorandum_has_a_plain_title():
    paper = papers.memo(appendix_title="ภาคผนวก", appendix=papers.layout_d().appendix[:1])
    pdf = printed(paper)
    title = run_of(signs(pdf, len(pages(pdf)) - 1), "ภาคผนวก")
    assert {(sign.size, sign.bold) for sign in title} == {(16.0, True)}
    assert title[0].y == pytest.approx(2.5 * CM + 13.5, abs=1)


def test_several_documents_are_numbered_in_thai_and_one_is_not():
    def text(*documents):
        item = EvidenceItem("ผล", documents=documents)
        paper = papers.memo(appendix=(EvidenceSection("กลุ่ม", (item,)),))
        return squeezed(page_texts(printed(paper))[-1])

    assert "เอกสารแนบ๑.คำสั่ง๒.บันทึก" in text("คำสั่ง", "บันทึก")
    assert "เอกสารแนบคำสั่ง" in text("คำสั่ง")

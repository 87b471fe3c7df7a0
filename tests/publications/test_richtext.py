"""Rich text: what is kept, what goes, and that cleaning twice is cleaning once."""

from __future__ import annotations

import re
import time
from html.parser import HTMLParser

import pytest
from django.template import Context, Template
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.markup import within_limits
from publications.richtext import (
    clean,
    drawn,
    headings,
    pictures_without_words,
    plain_text,
)
from tests.publications.pasted import GOOGLE, WORD
from tests.publications.payloads import EVASIONS

UUID = "0b8f3c1e-7d64-4a52-9a0e-3f5d2c6b7a81"
PICTURE = f"/media/pictures/{UUID}/large.webp"
BARE = """h2 h3 h4 p br strong em sub sup ul li blockquote table thead tbody tr figure
    figcaption hr"""
ALLOWED = {
    "a": {"href", "rel"},
    "img": {"src", "alt", "width", "height", "loading"},
    "ol": {"start"},
    "th": {"scope", "colspan", "rowspan"},
    "td": {"colspan", "rowspan"},
} | {name: set() for name in BARE.split()}


class Inspector(HTMLParser):
    """Every element with its attributes, as another parser sees them."""

    def __init__(self, html: str):
        super().__init__()
        self.seen: list[tuple[str, dict]] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.seen.append((tag, dict(attrs)))

    def handle_comment(self, data):
        self.seen.append(("!--", {}))

    handle_decl = handle_pi = unknown_decl = handle_comment


def assert_allowed(html: str) -> None:
    for tag, attrs in Inspector(html).seen:
        assert tag in ALLOWED, html
        assert set(attrs) <= ALLOWED[tag], html
        if "href" in attrs:
            assert re.match(r"https?://|mailto:|tel:|/(?!/)|#", attrs["href"]), html
        if "src" in attrs:
            assert attrs["src"] == PICTURE or "/00000000-" in attrs["src"], html


@pytest.mark.parametrize("payload", EVASIONS)
def test_no_evasion_gets_past(payload):
    for text in (payload, f"<p>ก {payload} ข</p>", f"<ul><li>{payload}</ul>"):
        kept = clean(text)
        assert_allowed(kept)
        assert clean(kept) == kept
        assert "<script" not in drawn(text)


@pytest.mark.parametrize(
    "typed, kept",
    [
        ("<h1>ก</h1><h1>ข</h1>", "<h2>ก</h2><h2>ข</h2>"),
        ("<h3>ก</h3><h3>ข</h3>", "<h2>ก</h2><h2>ข</h2>"),
        ("<h2>ก</h2><h4>ข</h4><h4>ค</h4>", "<h2>ก</h2><h3>ข</h3><h3>ค</h3>"),
        ("<h2>ก</h2><h3>ข</h3><h6>ค</h6>", "<h2>ก</h2><h3>ข</h3><h4>ค</h4>"),
        ("<h2><b>ก</b><br>ข</h2>", "<h2>ก ข</h2>"),
        ("<h2> &nbsp; </h2><p></p><p>&nbsp;</p><p><br></p>", ""),
        ("<p>ก&nbsp;&nbsp; &nbsp;ข</p>", "<p>ก ข</p>"),
        ("<p>ก<br><br>ข<br>ค<br></p>", "<p>ก</p><p>ข<br>ค</p>"),
        ("ก<div>ข<div>ค</div></div>", "<p>ก</p><p>ข</p><p>ค</p>"),
        ("<b>ก</b><i>ข</i><u>ค</u>", "<p><strong>ก</strong><em>ข</em>ค</p>"),
        ("<em>ก<strong>ข</strong></em>", "<p><em>ก</em><strong><em>ข</em></strong></p>"),
        ("<p>ม<sup>2</sup> H<sub>2</sub>O</p>", "<p>ม<sup>2</sup> H<sub>2</sub>O</p>"),
        ("<p><strong> </strong>ก</p>", "<p>ก</p>"),
        ("<ul>ก<li><p>ข</p></li><li></li></ul>", "<ul><li>ก</li><li>ข</li></ul>"),
        (
            "<ul><li>ก</li><ul><li>ข</li></ul></ul>",
            "<ul><li>ก<ul><li>ข</li></ul></li></ul>",
        ),
        ("<ol start=3><li>ก<h2>ข</h2></li></ol>", '<ol start="3"><li>ก<p>ข</p></li></ol>'),
        ("<blockquote>ก<blockquote>ข</blockquote></blockquote>", None),
        ("<hr><p>ก</p><hr><hr><p>ข</p><hr>", "<p>ก</p><hr><p>ข</p>"),
        ("<a href='https://x.example/?a=1&b=2'>ก</a>", None),
        (
            "<a href=www.x.example>ก</a>",
            '<p><a href="https://www.x.example" rel="noopener">ก</a></p>',
        ),
        ("<a href='/news/1/'>ก</a>", '<p><a href="/news/1/">ก</a></p>'),
        ("<a href='tel:044 251-234'>ก</a>", '<p><a href="tel:044251-234">ก</a></p>'),
        ("<a href='mailto:a@example.com'>ก</a>", '<p><a href="mailto:a@example.com">ก</a></p>'),
        ("<a href='file:///C:/x.doc'>ก</a><a name=_Toc1></a>", "<p>ก</p>"),
        ("<a href='https://ok@evil.example/'>ก</a>", "<p>ก</p>"),
        ("<a href='../x'>ก</a>", "<p>ก</p>"),
        (
            "<table><tr><th>ก<th>ข<tr><th>ค<td colspan=2 rowspan=0>1<tr></table>",
            '<table><thead><tr><th scope="col">ก</th><th scope="col">ข</th></tr></thead>'
            '<tbody><tr><th scope="row">ค</th><td colspan="2">1</td></tr></tbody></table>',
        ),
        ("<table><caption>ก</caption><td>ข<table><td>ค</table></table>", None),
        (f"<p>ก<img src={PICTURE} alt=ข>ค</p>", None),
        (
            f"<figure><img src={PICTURE} width=800 height=600 onload=x><figcaption>ก<br>ข",
            f'<figure><img src="{PICTURE}" alt="" width="800" height="600" loading="lazy">'
            "<figcaption>ก ข</figcaption></figure>",
        ),
        ("<img src=https://evil.example/x.webp alt=ก><img src=x.png>", ""),
    ],
)
def test_what_is_kept(typed, kept):
    made = clean(typed)
    assert_allowed(made)
    assert clean(made) == made
    if kept is not None:
        assert made == kept


def test_what_the_longer_cases_become():
    assert clean("<blockquote>ก<blockquote>ข</blockquote></blockquote>") == (
        "<blockquote><p>ก</p><p>ข</p></blockquote>"
    )
    assert clean("<a href='https://x.example/?a=1&b=2'>ก</a>") == (
        '<p><a href="https://x.example/?a=1&amp;b=2" rel="noopener">ก</a></p>'
    )
    assert clean("<table><caption>ก</caption><td>ข<table><td>ค</table></table>") == (
        "<p>ก</p><table><tbody><tr><td>ข<p>ค</p></td></tr></tbody></table>"
    )
    assert clean(f"<p>ก<img src={PICTURE} alt=ข>ค</p>") == (
        f'<p>ก</p><figure><img src="{PICTURE}" alt="ข" loading="lazy"></figure><p>ค</p>'
    )


FROM_WORD = (
    "<h2>ประกาศองค์การบริหารส่วนตำบล</h2>"
    "<p>เรื่อง รับสมัคร<strong>ผู้ช่วยช่าง</strong> น้ำประปาเก็บกู้ภัย</p>"
    "<ul><li>ประเภทที่หนึ่ง<ol><li>ข้อย่อยแรก</li></ol></li><li>ประเภทที่สอง</li></ul>"
    "<table><tbody><tr><td>ตำแหน่ง</td><td>จำนวน</td></tr></tbody></table>"
    "<p>[1] อ้างถึงหนังสือ</p>"
)


def test_of_a_page_pasted_from_word_only_the_words_and_their_order_survive():
    made = clean(WORD)
    assert made == FROM_WORD
    assert not re.search(r"mso|class|style|xml|o:p|lang|width", made, re.IGNORECASE)
    assert clean(made) == made


def test_a_page_pasted_from_google_docs():
    assert clean(GOOGLE) == (
        "<h2>กำหนดการ</h2><p>เปิดรับ<strong><em>ทุกวัน</em></strong></p>"
        "<ul><li>หนึ่ง<ul><li>ย่อย</li></ul></li></ul>"
        "<table><tbody><tr><td>ก</td><td>ข</td></tr></tbody></table>"
    )


def test_thai_text_comes_through_sign_by_sign():
    thai = "ปั๊มน้ำ ที่ทำการ ฎีกา ๑๒๓ “คำพูด” ฯลฯ ๆ – ฤๅษี กําหนด < & >"
    typed = thai.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    assert clean(f"<p>{typed}</p>") == f"<p>{typed}</p>"
    assert plain_text(f"<p>{typed}</p>") == thai


def test_unseen_signs_go_and_the_joiners_of_emoji_stay():
    assert clean("<p>ตำ\u200bบล\ufeff \u202eก\u202c &shy;&#8203;ข</p>") == "<p>ตำบล ก ข</p>"
    assert clean("<p>👩\u200d🌾</p>") == "<p>👩\u200d🌾</p>"
    assert clean("ก\ud800ข\x00ค") == "<p>กขค</p>"


PIECES = [
    *EVASIONS,
    *re.findall(r"<[^>]*>|[^<>]+", WORD + GOOGLE),
    *(f"<{tag}>" for tag in [*ALLOWED, "div", "b", "span", "td", "h1", "h6", "pre"]),
    *(f"</{tag}>" for tag in [*ALLOWED, "div", "b", "span", "td"]),
    f"<img src={PICTURE} alt=' ก  ข '>",
    "<a href=/x>",
    "<a href=https://x.example>",
    "<td rowspan=3>",
    "<ol start=7>",
    "&nbsp;",
    "&#13;",
    "&lt;p&gt;",
    " ",
    "\n",
    "<br>",
    "<br><br>",
    "กำ",
    "x",
]
soup = st.lists(st.sampled_from(PIECES) | st.text(max_size=8), max_size=25).map("".join)


@settings(max_examples=600, deadline=None)
@given(soup)
def test_cleaning_twice_is_cleaning_once(html):
    once = clean(html)
    assert_allowed(once)
    assert clean(once) == once
    assert plain_text(once) == plain_text(html)
    levels = [entry.level for entry in headings(html)]
    assert all(b <= a + 1 for a, b in zip([1, *levels], levels, strict=False))


def test_depth_and_length_break_nothing():
    deep = "<div><blockquote><ul><li>" * 3000 + "ก"
    assert "ก" in clean(deep)
    assert clean(clean(deep)) == clean(deep)
    assert clean("<b>" * 20_000 + "ก") == "<p><strong>ก</strong></p>"


FLOODS = [
    *("<dl><dd>", "<ul><li>ก", "<div>ก", "<blockquote><p>ก", "<table><tr><td>ก", "<i><p>ก"),
    *("<b><i>ก", "<a href=/x><b>ก", "<h2>ก</h2>", "<p>ก</p>", "<p>ก", "<td>ก", "</p>", "<br>ก"),
    *("<p a=1 b=2 c=3>", "&", "&#3585;", "& ก", "<", "<p style='mso-list:l0 level9'>ก"),
    *("<div><!--</div>-->", "<div title='</div>'>", "<ul><li></b>", "<b>ก<i>ข</b>ค</i>"),
    "<x-1>ก</x-2>",
]


@pytest.mark.parametrize("piece", FLOODS, ids=range(len(FLOODS)))
def test_no_markup_of_a_long_text_keeps_the_server_waiting(piece):
    text = (piece * (200_000 // len(piece) + 1))[:200_000]
    started = time.process_time()
    kept = clean(text)
    assert time.process_time() - started < 2.5  # a tenth of it on a machine at rest
    assert plain_text(kept).count("ก") >= text.count("ก") - 1
    assert clean(kept) == kept


def test_what_an_article_has_is_within_the_limits():
    sloppy = (
        "<ul>" + "<li>ก<p>ข" * 2000 + "</ul>" + "<table>" + "<tr><td>1<td>2" * 1500 + "</table>"
    )
    nested = "<div>" * 49 + "<p><b>ก</b>" + "</div>" * 49 + "<P>ข</P>"
    for text in (sloppy, nested * 40, "ก & ข < ค" * 10_000):
        assert within_limits(text) == text


def test_what_lies_too_deep_loses_its_tags_in_pairs():
    deep = "<div>" * 60 + "<p>ก</p>" + "</div>" * 60 + "<p>ข</p>"
    assert within_limits(deep) == "<div>" * 50 + "<p>ก</p>" + "</div>" * 50 + "<p>ข</p>"


def test_plain_text_parts_blocks_and_cells():
    text = (
        "<h2>หัว</h2><p>หนึ่ง<br>สอง</p><ul><li>ก<ul><li>ข</li></ul></li></ul>"
        f"<table><tr><td>1<td>2</table><img src={PICTURE} alt=ภาพ>"
        "<p><a href='mailto:a@example.com'>ติดต่อ</a></p>"
    )
    assert plain_text(text).split("\n") == [
        "หัว", "หนึ่ง", "สอง", "ก", "ข", "1\t2", "ภาพ", "ติดต่อ",
    ]  # fmt: skip
    assert plain_text(text, with_addresses=True).endswith("ติดต่อ\na@example.com")


def test_what_links_tell_in_path_and_query_is_read_as_people_read_it():
    address = "https://example.go.th/who/?id=%201234567890121%20&amp;of=%E0%B8%81#tel-0812345678"
    shown = plain_text(f"<p><a href='{address}'>ดู</a>", with_addresses=True)
    assert shown.split("\n") == ["ดู", "/who/", "id", "1234567890121", "of", "ก", "tel-0812345678"]
    assert plain_text(f"<p><a href='{address}'>ดู</a>") == "ดู"


def test_headings_and_anchors_belong_together():
    text = "<h1>ก</h1><p>x</p><h4>ข <em>ค</em></h4>"
    assert [(e.level, e.text, e.anchor) for e in headings(text)] == [
        (2, "ก", "section-1"),
        (3, "ข ค", "section-2"),
    ]
    made = drawn(text, anchors=True)
    assert '<h2 id="section-1">ก</h2>' in made and '<h3 id="section-2">' in made
    assert "id=" not in drawn("<h2 id=x>ก</h2>")


def test_what_came_into_the_table_past_the_cleaning_is_cleaned_when_it_is_drawn():
    past = "<h2 onclick=x>ก</h2><table><td><table><td>ข</table></table><p style=color:red>ค"
    made = drawn(past, anchors=True)
    assert made == drawn(clean(past), anchors=True)
    assert '<h2 id="section-1">ก</h2>' in made and "onclick" not in made and "style" not in made
    assert made.count("<div") == made.count("</div>") == made.count("<table>")


def test_what_looks_like_a_heading_within_a_description_stays_one():
    text = clean(f'<h2>ก</h2><img src={PICTURE} alt="<h2> &lt;table&gt;"><p>&lt;h3&gt;</p>')
    made = drawn(text, anchors=True)
    assert made.count(" id=") == 1 and "<div" not in made
    assert 'alt="&lt;h2&gt; &lt;table&gt;"' in made and "&lt;h3&gt;" in made


def test_pictures_without_words_are_counted():
    pictures = f"<img src={PICTURE}><ul><li><img src={PICTURE} alt=ก></ul>"
    assert pictures_without_words(pictures) == 1


def test_the_filter_cleans_again_and_gives_wide_tables_a_region():
    page = Template('{% load prose %}{{ body|prose }}|{{ body|prose:"anchors" }}|{{ none|prose }}')
    body = "<script>alert(1)</script><h2>ก</h2><table><td>ข &lt;b&gt;</table>"
    plainly, anchored, nothing = page.render(Context({"body": body, "none": None})).split("|")
    assert plainly.startswith('<h2>ก</h2><div class="prose-table" role="region" tabindex="0"')
    assert "<td>ข &lt;b&gt;</td>" in plainly and "script" not in plainly
    assert anchored.startswith('<h2 id="section-1">ก</h2>')
    assert nothing == ""

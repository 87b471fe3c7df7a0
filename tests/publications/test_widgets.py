"""The field for rich text: what stands in the page before any script has run."""

from __future__ import annotations

import re

from django import forms
from django.utils import translation

from publications.widgets import TABLE_TOOLS, TOOLS, Choice, ProseEditor
from tests.conftest import REPOSITORY

PICTURE = "/media/pictures/0b8f3c1e-7d64-4a52-9a0e-3f5d2c6b7a81/large.webp"


def drawn(value: str = "", **options) -> str:
    with translation.override("en"):
        return ProseEditor(**options).render("body", value, {"id": "id_body"})


def test_what_was_written_stays_text_of_the_textarea():
    html = drawn('</textarea><script>alert(1)</script><p class="x">ก</p>')
    assert "<script" not in html
    assert html.count("</textarea>") == 1  # without pictures no dialog brings another
    assert "&lt;p class=&quot;x&quot;&gt;ก&lt;/p&gt;" in html


def test_the_browser_is_not_asked_to_insist_on_a_covered_field():
    class Text(forms.Form):
        body = forms.CharField(widget=ProseEditor)

    assert " required" not in str(Text()["body"])


def test_pictures_are_offered_with_their_words_escaped():
    choice = Choice(PICTURE, 'ป้าย "<b>"', "ภาพ <1>", 1600, 1067, small="/s.webp")
    html = drawn(pictures=[choice])
    assert f'value="{PICTURE}" data-alt="ป้าย &quot;&lt;b&gt;&quot;" data-width="1600"' in html
    assert "ภาพ &lt;1&gt;" in html and 'src="/s.webp"' in html
    assert "Add pictures" in drawn() and "Add pictures" not in html


def test_every_tool_has_an_icon_that_is_drawn_and_an_act_that_the_script_knows():
    script = (REPOSITORY / "static/js/editor.js").read_text()
    icons = (REPOSITORY / "static/img/editor.svg").read_text()
    acts = set(re.findall(r'^  "?([\w-]+)"?: (?:simple|edit\w+)', script, re.MULTILINE))
    tools = [tool for group in (*TOOLS, TABLE_TOOLS) for tool in group]
    assert {tool.act for tool in tools} == acts
    assert all(f'id="{tool.icon}"' in icons for tool in tools if tool.icon)

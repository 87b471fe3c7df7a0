"""The public pages by keyboard alone, and that the walk itself notices what it must."""

from __future__ import annotations

import pytest
from django.urls import resolve, reverse

from tests.e2e.keyboard import keyboard
from tests.e2e.test_every_page import GATE, NOT_PAGES, table  # noqa: F401 - a fixture
from tests.tree import addresses

pytestmark = pytest.mark.looks

# Whatever anybody may open without an account: every page outside the staff's rooms.
PUBLIC_PAGES = sorted(
    {name for path, name in addresses() if not path.startswith("/staff/")} - set(NOT_PAGES)
)


def test_the_public_pages_are_known():
    assert resolve("/").view_name in PUBLIC_PAGES


@pytest.mark.parametrize("device", ["desktop", "phone"])
def test_every_public_page_can_be_used_by_keyboard(table, open_page, device):  # noqa: F811
    page = open_page(device)
    faults, pictured = [], set()
    for name in [*PUBLIC_PAGES, GATE]:
        for arguments in table[name]:
            page.goto(reverse(name, args=arguments))
            try:
                names = keyboard(page, pictured)
            except AssertionError as fault:
                faults.append(str(fault))
            else:
                assert len(names) > 2, f"{page.url} has next to nothing to reach"
    assert not faults, "\n\n".join(faults)


@pytest.fixture
def walked(page):
    """`walked(html)`: the names of the stops in a document of the portal's own style."""

    def walk(html: str, style: str = "") -> list[str]:
        page.goto(reverse(GATE))
        page.evaluate(
            """([html, style]) => {
              document.body.innerHTML = '<a class="skip-link" href="#main">ข้าม</a>'
                + '<p><a href="/">หน้าแรก</a></p><main id="main" tabindex="-1">' + html + '</main>';
              const sheet = new CSSStyleSheet();
              sheet.replaceSync(style);
              document.adoptedStyleSheets = [sheet];
            }""",
            [html, style],
        )
        return keyboard(page)

    return walk


def test_the_stops_are_named_in_order(walked):
    assert walked(
        """
        <label for="d">วันที่</label> <input id="d" type="date">
        <details><summary>เพิ่มเติม</summary><a href="/x">ซ่อนอยู่</a></details>
        <fieldset><legend>ชนิด</legend>
          <label><input type="radio" name="k" checked> ข่าว</label>
          <label><input type="radio" name="k"> กิจกรรม</label></fieldset>
        <button disabled>ปิดอยู่</button> <button>ค้นหา</button>
        """
    ) == ["ข้าม", "หน้าแรก", "วันที่", "เพิ่มเติม", "ข่าว", "ค้นหา"]


FAULTY = {
    "out of the document's order": ('<a href="/a">ก</a> <a href="/b" tabindex="1">ข</a>', ""),
    "without a name": ('<a href="/a"><img alt="" src="/static/img/icon.svg"></a>', ""),
    "focus not to be seen": (
        '<a href="/a" id="a">ก</a>',
        "#a:focus-visible { outline: none !important }",
    ),
    "under something else": (
        '<p><a href="/a">ก</a></p>',
        "main::after { content: ''; position: fixed; inset: 0; background: white }",
    ),
    "the first stop is no skip link": ("<p>ก</p>", ".skip-link { display: none !important }"),
}


@pytest.mark.parametrize("fault", FAULTY)
def test_what_fails_a_keyboard_is_noticed(walked, fault):
    with pytest.raises(AssertionError, match=fault):
        walked(*FAULTY[fault])


def test_a_ring_that_can_hardly_be_told_from_the_ground_is_noticed(walked):
    pale = "#a:focus-visible { outline: 3px solid #bbb !important } body { background: white }"
    with pytest.raises(AssertionError, match="focus not to be seen"):
        walked('<a href="/a" id="a">ก</a>', pale)


@pytest.fixture
def scripted(page, walked):
    """`scripted(html, script)`: walk a document after a script of the test ran in it."""

    def walk(html: str, script: str) -> list[str]:
        walked(html)
        page.evaluate(script)
        return keyboard(page)

    return walk


def test_a_trap_is_noticed(scripted):
    with pytest.raises(AssertionError, match="does not get away"):
        scripted(
            '<label>ช่อง <textarea id="t"></textarea></label> <a href="/a">ก</a>',
            "() => t.addEventListener('keydown', e => e.key === 'Tab' && e.preventDefault())",
        )


def test_a_stop_that_is_jumped_over_is_noticed(scripted):
    with pytest.raises(AssertionError, match=r"never reached: <a href=./b"):
        scripted(
            '<a href="/a" id="a">ก</a> <a href="/b">ข</a> <a href="/c" id="c">ค</a>',
            "() => a.addEventListener('keydown', e => {"
            " if (e.key === 'Tab') { e.preventDefault(); c.focus() } })",
        )


def test_a_skip_link_that_leads_nowhere_is_noticed(scripted):
    with pytest.raises(AssertionError, match="does not move focus to #main"):
        scripted("<p>ก</p>", "() => main.removeAttribute('id')")

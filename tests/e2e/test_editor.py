"""Rich text in a real browser: written with the keyboard, sent, read; and nothing runs in it."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from publications.richtext import clean
from tests.e2e import editor_pages
from tests.e2e.editor_pages import PICTURE
from tests.publications.pasted import GOOGLE, WORD
from tests.publications.payloads import EVASIONS

pytestmark = pytest.mark.looks

SURFACE = ".editor-text [contenteditable=true]"


@pytest.fixture
def pages(settings, db):
    """The pages of editor_pages, and nothing in them yet."""
    settings.ROOT_URLCONF = "tests.e2e.editor_pages"
    editor_pages.saved.clear()
    editor_pages.shown.clear()
    return editor_pages


def open_form(page: Page) -> Page:
    page.goto("/form/")
    expect(page.locator("[data-editor=ready]")).to_be_visible()
    return page


def tool(page: Page, act: str):
    return page.locator(f"button[data-act={act}]")


def use_tool(page: Page) -> None:
    """Press the tool that has the focus; the text gets it back with the next frame."""
    page.keyboard.press("Enter")
    expect(page.locator(SURFACE)).to_be_focused()


def save(page: Page) -> str:
    page.locator("input[name=title]").fill("หัวเรื่อง")
    page.get_by_role("button", name="บันทึก").click()
    expect(page.locator(".prose")).to_be_visible()
    return clean(editor_pages.saved[-1])


def test_an_article_is_written_with_the_keyboard_alone(pages, page):
    open_form(page).locator("input[name=title]").focus()
    page.keyboard.press("Tab")  # the tools
    expect(tool(page, "heading")).to_be_focused()
    page.keyboard.press("Tab")  # the text
    page.keyboard.type("กำหนดการ")
    page.keyboard.press("Alt+F10")
    use_tool(page)
    expect(tool(page, "heading")).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("Enter")
    page.keyboard.type("- ")
    page.keyboard.type("ข้อแรก")
    page.keyboard.press("Enter")
    page.keyboard.type("ข้อสอง ดู ")
    page.keyboard.press("Control+k")
    link = page.locator("[data-dialog=link]")
    link.locator("[name=text]").fill("เว็บไซต์")
    link.locator("[name=href]").fill("www.example.go.th")
    page.keyboard.press("Enter")
    surface = page.locator(SURFACE)
    expect(surface).to_be_focused()
    expect(surface.locator("a")).to_have_text("เว็บไซต์")
    page.keyboard.press("Enter")
    expect(surface.locator("li")).to_have_count(3)
    page.keyboard.press("Enter")  # an empty item ends the list
    expect(surface.locator("li")).to_have_count(2)
    page.keyboard.press("Alt+F10")
    for _ in range(8):
        page.keyboard.press("ArrowRight")
    expect(tool(page, "table")).to_be_focused()
    use_tool(page)
    for word in ("วัน", "เวลา", "ที่", "๑", "๒", "๓"):
        page.keyboard.type(word)
        page.keyboard.press("Tab")
    tool(page, "row-delete").focus()
    use_tool(page)
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")  # not the next cell
    expect(page.locator("button", has_text="บันทึก")).to_be_focused()
    assert save(page) == (
        "<h2>กำหนดการ</h2><ul><li>ข้อแรก</li><li>ข้อสอง ดู "
        '<a href="https://www.example.go.th" rel="noopener">เว็บไซต์</a></li></ul>'
        '<table><thead><tr><th scope="col">วัน</th><th scope="col">เวลา</th>'
        '<th scope="col">ที่</th></tr></thead>'
        "<tbody><tr><td>๑</td><td>๒</td><td>๓</td></tr></tbody></table>"
    )


def test_what_was_saved_is_written_on_unchanged(pages, page, shot):
    text = (
        "<h2>หัวข้อ</h2><h3>ย่อย</h3><p>ก <strong>ข</strong> <em>ค</em> ม<sup>2</sup></p>"
        '<ol start="3"><li>สาม<ul><li>ย่อย</li></ul></li><li>สี่</li></ol>'
        "<blockquote><p>คำพูด</p></blockquote><hr>"
        f'<figure><img src="{PICTURE}" alt="ภาพ" width="1600" height="1067" loading="lazy">'
        "<figcaption>คำบรรยาย</figcaption></figure>"
        '<table><thead><tr><th scope="col" colspan="2">ก</th></tr></thead>'
        '<tbody><tr><th scope="row">ข</th><td>1<p>2</p></td></tr></tbody></table>'
        '<p><a href="tel:044251234">โทร</a> <a href="/news/1/">ข่าว</a></p>'
    )
    pages.saved.append(text)
    surface = open_form(page).locator(SURFACE)
    surface.press("Control+End")
    page.keyboard.type(" จบ")
    shot(page, "editor")
    assert save(page) == text.replace("ข่าว</a>", "ข่าว</a> จบ")


def test_a_picture_asks_what_it_shows(pages, page, axe, shot):
    open_form(page).locator(SURFACE).press_sequentially("ก")
    tool(page, "picture").click()
    dialog = page.locator("[data-dialog=picture]")
    done = dialog.locator("[value=done]")
    dialog.get_by_role("radio").first.check()
    expect(dialog.locator("[name=alt]")).to_have_value("ชาวบ้านปลูกต้นไม้ริมคลอง")
    dialog.get_by_role("radio").last.check()
    done.click()
    expect(dialog.get_by_role("alert")).to_be_visible()
    axe(page)
    shot(page, "editor-picture")
    dialog.locator("[name=alt]").fill("นายกมอบต้นกล้า")
    done.click()
    expect(dialog).to_be_hidden()
    expect(page.locator(f"{SURFACE} figure")).to_be_visible()
    page.keyboard.type("คำบรรยาย")
    tool(page, "picture").click()  # at the picture: it is changed
    expect(dialog.locator("[name=alt]")).to_have_value("นายกมอบต้นกล้า")
    dialog.get_by_role("radio").first.check()
    done.click()
    assert save(page) == (
        f'<p>ก</p><figure><img src="{PICTURE}" alt="ชาวบ้านปลูกต้นไม้ริมคลอง" width="1600"'
        ' height="1067" loading="lazy"><figcaption>คำบรรยาย</figcaption></figure>'
    )


def test_a_wrong_address_is_not_taken_and_a_link_is_taken_off(pages, page):
    surface = open_form(page).locator(SURFACE)
    surface.press_sequentially("ติดต่อ")
    surface.press("Control+a")
    tool(page, "link").click()
    dialog = page.locator("[data-dialog=link]")
    dialog.locator("[name=href]").fill("javascript:alert(1)")
    page.keyboard.press("Enter")
    expect(dialog.get_by_role("alert")).to_be_visible()
    dialog.locator("[name=href]").fill("office@example.go.th")
    page.keyboard.press("Enter")
    expect(surface.locator("a")).to_have_attribute("href", "mailto:office@example.go.th")
    tool(page, "link").click()
    dialog.locator("[value=remove]").click()
    assert save(page) == "<p>ติดต่อ</p>"


PASTE = """([surface, html]) => {
  const data = new DataTransfer();
  data.setData("text/html", html);
  surface.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true }));
}"""


@pytest.mark.parametrize("source", [WORD, GOOGLE], ids=["Word", "Google Docs"])
def test_of_what_is_pasted_only_the_words_and_their_order_come_in(pages, page, source):
    surface = open_form(page).locator(SURFACE)
    page.evaluate(PASTE, [surface.element_handle(), source])
    sent = page.locator("textarea[name=body]").input_value()
    assert not re.search(r"mso|style=|o:p|lang=|data-w|docs-internal", sent, re.IGNORECASE), sent
    assert save(page) == clean(source)


@pytest.mark.parametrize("device", ["desktop", "phone"])
def test_the_editor_is_told_to_everyone(pages, open_page, device, axe, shot):
    pages.saved.append(f"<h2>ปั๊มน้ำ</h2><p>ก</p><img src={PICTURE} alt=ข><table><td>ก<td>ข</table>")
    page = open_form(open_page(device))
    page.locator(f"{SURFACE} td").first.click()
    expect(tool(page, "row-after")).to_be_visible()
    box = page.get_by_role("textbox", name="เนื้อหา")
    expect(box).to_have_attribute("aria-multiline", "true")
    page.locator("label[for=id_body]").click()
    expect(box).to_be_focused()
    axe(page)
    shot(page, "editor-table")


def test_without_scripts_the_text_is_written_as_html(pages, open_page):
    page = open_page("phone", java_script_enabled=False)
    page.goto("/form/")
    page.locator("textarea[name=body]").fill("<h1>ก</h1><p onclick=x>ข")
    page.locator("input[name=title]").fill("ก")
    page.get_by_role("button", name="บันทึก").click()
    expect(page.locator(".prose")).to_be_visible()
    assert clean(editor_pages.saved[-1]) == "<h2>ก</h2><p>ข</p>"


RUNS = """() => { window.alert = window.prompt = window.confirm = () => { window.ran = true; }; }"""


def test_no_payload_runs_or_asks_for_anything(pages, page):
    """Drawn by the filter alone, as if every one of them had got into the table."""
    pages.shown.extend(EVASIONS)
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("dialog", lambda dialog: pytest.fail(f"a dialog: {dialog.message}"))
    page.add_init_script(f"({RUNS})()")
    page.goto("/reading/")
    for element in page.locator(".prose a, .prose summary, .prose p").all():
        element.dispatch_event("mouseover")
        element.dispatch_event("focus")
    page.wait_for_timeout(300)
    assert page.evaluate("window.ran === undefined")
    assert page.locator(".prose :is(script, svg, math, iframe, object, style, form)").count() == 0
    own = page.url.split("/reading/")[0]
    strange = [
        u for u in asked if not re.match(rf"{own}/(static|reading|media/pictures/0{{8}})", u)
    ]
    assert strange == []


@pytest.mark.parametrize("device", ["desktop", "phone"])
def test_rich_text_is_read_on_any_screen(pages, open_page, device, axe, shot):
    wide = "".join(f"<th>หัวข้อที่ {n}</th>" for n in range(9))
    pages.shown.append(
        "<p>ปั๊มน้ำชุมชน <a href='/x'>ดูที่นี่</a></p><h2>ปั้นดิน</h2><h3>ที่นี่</h3>"
        "<ul><li>หนึ่ง<ul><li>ย่อย</li></ul></li><li>สอง</li></ul><ol><li>ก</li><li>ข</li></ol>"
        f"<blockquote>คำพูด</blockquote><table><tr>{wide}</tr><tr>{wide}</tr></table>"
        f"<figure><img src={PICTURE} alt=ก width=1600 height=1067>"
        "<figcaption>คำบรรยาย</figcaption></figure><hr><p>จบ"
    )
    page = open_page(device)
    page.goto("/reading/")
    axe(page)
    shot(page, "prose")


@pytest.mark.parametrize("device", ["desktop", "phone"])
def test_two_versions_are_told_apart_on_any_screen(pages, open_page, device, axe, shot):
    page = open_page(device)
    page.goto("/comparison/")
    changed = page.locator(".comparison-changed")
    assert changed.locator("del").all_inner_texts() and changed.locator("ins").all_inner_texts()
    for element, line in (("del", "line-through"), ("ins", "underline")):
        look = changed.locator(element).first.evaluate(
            "e => getComputedStyle(e).textDecorationLine"
        )
        assert look == line
    axe(page)
    shot(page, "comparison")

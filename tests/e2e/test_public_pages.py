"""The public's pages as strangers meet them: in every theme, by keyboard, without scripts."""

from __future__ import annotations

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from publications.models import Publication
from tests.e2e.html import assert_valid

THEMES = {"light": {}, "dark": {"color_scheme": "dark"}, "high": {}, "larger": {}}
COOKIES = {"high": ("contrast", "high"), "larger": ("text", "larger")}


@pytest.fixture
def website(sample_office) -> list[str]:
    """The sample organisation's public addresses, at least one of every kind of page."""
    shown = Publication.objects.public()
    names = ("home", "news-list", "album-list", "document-list", "calendar", "people", "contact",
             "site-map", "display", "search")  # fmt: skip
    kinds = ("news", "album", "document", "page")
    items = [shown.of_kind(kind).filter(pictures=None).first() for kind in kinds]
    items += [shown.of_kind(kind).exclude(pictures=None).first() for kind in ("news", "album")]
    return [
        *(reverse(f"website:{name}") for name in names),
        f"{reverse('website:search')}?q=แผน",
        f"{reverse('website:document-list')}?year=2500",
        *(one.get_absolute_url() for one in items if one),
    ]


@pytest.fixture(params=["phone light", "phone high", "phone larger", "desktop dark"])
def visitor(request, website, open_page) -> Page:
    """Somebody with a device and a way of reading; light desks are walked with every page."""
    device, theme = request.param.split()
    page = open_page(device, **THEMES[theme])
    if theme in COOKIES:
        name, value = COOKIES[theme]
        page.goto(f"{reverse('website:display')}?{name}={value}")
    return page


@pytest.mark.looks
def test_every_page_is_accessible_in_every_theme(website, visitor, axe, shot):
    page, faults = visitor, []
    for address in website:
        page.goto(address)
        shot(page, f"public{address.replace('/', '-').split('?')[0]}")
        try:
            axe(page)
        except AssertionError as fault:
            faults.append(str(fault))
    assert not faults, "\n\n".join(faults)


@pytest.mark.looks
def test_every_page_is_valid_html(website, client):
    assert_valid({address: client.get(address) for address in website})
    gone = Publication.objects.filter(state="withdrawn").first()
    others = {"withdrawn": gone.get_absolute_url(), "missing": "/nowhere/"}
    assert_valid({name: client.get(address) for name, address in others.items()})


# Targets of a thumb (LOOK: 44 pixels); links inside sentences are as tall as their line.
LOW = """() => [...document.querySelectorAll(
    '.button, summary, .chips a, .site-nav a, .site-foot li a, .strip a, .pagination a,'
    + ' input:not([type=radio], [type=hidden]), select, .person-phone a, .home-head a')]
  .filter(e => e.offsetParent && e.getBoundingClientRect().height < 43.5)
  .map(e => e.outerHTML.slice(0, 120))"""


@pytest.mark.looks
def test_targets_on_phones_are_44_pixels_high(website, open_page):
    page = open_page("phone")
    low = {}
    for address in website:
        page.goto(address)
        if found := page.evaluate(LOW):
            low[address] = found
    assert not low


@pytest.mark.looks
def test_menu_opens_without_scripts_one_group_at_a_time(website, open_page):
    page = open_page("phone", java_script_enabled=False)
    page.goto("/")
    expect(page.locator(".site-nav")).to_be_hidden()
    page.locator(".site-menu summary").click()
    groups = page.locator(".site-group")
    groups.nth(0).locator("summary").click()
    expect(groups.nth(0).locator(".site-panel")).to_be_visible()
    groups.nth(1).locator("summary").click()
    expect(groups.nth(0).locator(".site-panel")).to_be_hidden()
    door = groups.nth(1).locator("a").first
    address = door.get_attribute("href")
    door.click()
    page.wait_for_url(f"**{address}")


def focused(page: Page) -> str:
    return page.evaluate("document.activeElement.textContent.trim()")


@pytest.mark.looks
def test_menu_and_search_are_reached_by_keyboard(website, page):
    page.goto("/")
    page.keyboard.press("Tab")
    expect(page.locator(".skip-link")).to_be_focused()
    summary = page.locator(".site-group summary").first
    for _ in range(20):
        page.keyboard.press("Tab")
        if summary.evaluate("e => e === document.activeElement"):
            break
    expect(summary).to_be_focused()
    page.keyboard.press("Enter")
    panel = page.locator(".site-panel").first
    expect(panel).to_be_visible()
    page.keyboard.press("Tab")
    assert focused(page) == panel.locator("a").first.inner_text().strip()
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_be_visible()


def test_search_in_the_masthead_finds_and_opens_the_file(website, page):
    page.goto("/")
    page.locator("#site-q").fill("แผนดำเนินงาน")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search/**")
    expect(page.locator(".result mark").first).to_be_visible()
    page.locator(".result-title a").first.click()
    expect(page.locator("h1")).to_contain_text("แผนดำเนินงาน")


@pytest.mark.looks
def test_text_grows_by_a_link_and_shrinks_back(website, page):
    page.goto("/contact/")
    before = page.locator("h1").evaluate("e => parseFloat(getComputedStyle(e).fontSize)")
    page.locator(".display-larger").click()
    page.wait_for_url("**/contact/")
    grown = page.locator("h1").evaluate("e => parseFloat(getComputedStyle(e).fontSize)")
    assert grown > before * 1.3
    page.locator(".display-normal").click()
    page.wait_for_url("**/contact/")
    assert page.locator("h1").evaluate("e => parseFloat(getComputedStyle(e).fontSize)") == before


@pytest.mark.looks
def test_print_leaves_the_article_alone(website, page):
    page.goto(Publication.objects.public().of_kind("document").first().get_absolute_url())
    page.emulate_media(media="print")
    for gone in (".site-nav", ".site-search", ".site-foot", ".article-share", ".pdf"):
        expect(page.locator(gone)).to_be_hidden()
    expect(page.locator("h1")).to_be_visible()
    expect(page.locator(".attachments a").first).to_be_visible()


@pytest.mark.looks
def test_marks_of_thai_are_not_cut_off_in_fields(website, page):
    """นี้ and ปั๊ม reach 0.4 em above the letters; a field of one line cuts at its line's edge."""
    page.goto("/")
    line = page.locator("#site-q").evaluate(
        "e => parseFloat(getComputedStyle(e).lineHeight) / parseFloat(getComputedStyle(e).fontSize)"
    )
    assert line >= 2
    shown = page.locator("#site-q").evaluate("e => getComputedStyle(e, '::placeholder').overflow")
    assert shown == "visible"

"""The gallery and the pages of the skeleton in a real browser, in every theme and width."""

from __future__ import annotations

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from django.urls import reverse
from playwright.sync_api import Page, expect

from accounts.models import Role
from portal.models import Organisation
from tests import factories

pytestmark = pytest.mark.looks

THEMES = {
    "light": {"color_scheme": "light"},
    "dark": {"color_scheme": "dark"},
    "contrast": {"contrast": "more"},
    "forced": {"forced_colors": "active"},
}


@pytest.fixture
def people(office):
    Organisation.objects.create(
        pk=1,
        name="องค์การบริหารส่วนตำบลทุ่งปั๊มน้ำทดสอบ",
        district="ทดสอบ",
        province="ทดสอบ",
        address="๑ หมู่ ๒",
        phone="0 0000 0000",
        email="office@example.org",
    )
    factories.grant(office.planner, Role.WEBMASTER)
    return office


@pytest.fixture
def gallery(people, open_page):
    """`gallery("phone", "dark")`: the gallery as the planner sees it."""

    def show(device: str = "desktop", theme: str = "light", **options) -> Page:
        page = open_page(device, **THEMES[theme], **options)
        address = reverse("portal:gallery")
        page.goto(f"{reverse('accounts:sign-in')}?next={address}")
        page.locator("input[name=username]").fill(people.planner.username)
        page.locator("input[name=password]").fill(factories.PASSWORD)
        page.locator("input[name=password]").press("Enter")
        page.wait_for_url(f"**{address}")
        return page

    return show


def best_practice_faults(page: Page) -> list[str]:
    page.evaluate(AXE_SCRIPT)
    found = page.evaluate(
        "() => axe.run(document, {runOnly: {type: 'tag', values: ['best-practice']}})"
    )
    return [f"{r['id']}: {n['html'][:160]}" for r in found["violations"] for n in r["nodes"]]


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("device", ["phone", "desktop"])
def test_gallery_is_accessible_in_every_theme(gallery, axe, shot, device, theme):
    page = gallery(device, theme)
    shot(page, f"gallery-{theme}")
    axe(page)
    assert best_practice_faults(page) == []


@pytest.fixture(params=[("phone", "light"), ("phone", "dark"), ("desktop", "light")])
def visitor(request, open_page, people) -> Page:
    device, theme = request.param
    return open_page(device, **THEMES[theme])


def test_public_pages_are_accessible(visitor, axe, shot):
    page = visitor
    for name in ("website:home", "accounts:sign-in"):
        page.goto(reverse(name))
        shot(page, name.replace(":", "-"))
        axe(page)
        assert best_practice_faults(page) == []


def test_sign_in_says_what_is_missing(people, open_page, axe):
    page = open_page("phone")
    page.goto(reverse("accounts:sign-in"))
    page.get_by_role("main").get_by_role("button").click()
    summary = page.get_by_role("alert")
    expect(summary.get_by_role("link")).to_have_count(2)
    axe(page)
    summary.get_by_role("link").first.click()
    expect(page.locator("#id_username")).to_be_focused()


def test_page_not_found_is_accessible(people, open_page, axe, shot):
    page = open_page("phone")
    page.goto("/nowhere/")
    shot(page, "404")
    axe(page)
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def test_a_page_at_320_pixels_does_not_scroll_sideways(gallery):
    page = gallery("desktop", viewport={"width": 640, "height": 800})
    page.set_viewport_size({"width": 320, "height": 640})  # WCAG 2.2, 1.4.10
    wider = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert page.evaluate(wider) <= 0


# Tall marks: a line must leave room for ปั๊ม and ฎี, and nothing may cut it off.
CLIPPED = """() => [...document.querySelectorAll(
    'h1,h2,h3,.button,.pill,th,td,summary,legend,label,p,li > a,input,select,textarea')]
  .filter(e => e.offsetParent && !e.closest('.visually-hidden, thead'))
  .filter(e => {
    const s = getComputedStyle(e);
    const tall = parseFloat(s.lineHeight) / parseFloat(s.fontSize);
    const cut = s.overflowY === 'hidden' && e.scrollHeight > e.clientHeight + 1;
    return tall < 1.45 || cut || s.letterSpacing !== 'normal';
  }).map(e => e.outerHTML.slice(0, 120))"""


@pytest.mark.parametrize("device", ["phone", "desktop"])
def test_thai_marks_have_room_everywhere(gallery, device):
    page = gallery(device)
    assert page.evaluate("document.fonts.ready.then(f => f.check('700 1rem Sarabun', 'ปั๊ม'))")
    assert page.evaluate(CLIPPED) == []


def test_targets_on_phones_are_44_pixels_high(gallery):
    page = gallery("phone")
    low = page.evaluate(
        """() => [...document.querySelectorAll(
            '.button, summary, .choice, .tabs a, .pagination a, .nav-link, input, select')]
          .filter(e => e.offsetParent && !e.closest('.choice > *'))
          .filter(e => e.getBoundingClientRect().height < 43.5)
          .map(e => e.outerHTML.slice(0, 120))"""
    )
    assert low == []


def test_keyboard_skips_to_the_content(gallery):
    page = gallery()
    page.keyboard.press("Tab")
    skip = page.locator(".skip-link")
    expect(skip).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


def test_menu_and_filters_open_on_a_phone_without_scripts(people, open_page, gallery):
    signed_in = gallery("phone").context.storage_state()
    page = open_page("phone", java_script_enabled=False, storage_state=signed_in)
    page.goto(reverse("portal:gallery"))
    nav = page.locator(".staff-nav")
    expect(nav).to_be_hidden()
    page.locator(".masthead summary").click()
    expect(nav).to_be_visible()
    expect(page.locator(".account")).to_be_visible()
    filters = page.locator(".filter-form")
    expect(filters).to_be_hidden()
    page.locator(".filter summary").click()
    expect(filters).to_be_visible()


def test_table_becomes_cards_that_name_their_cells(gallery):
    page = gallery("phone")
    cell = page.locator(".table-cards td[data-label]").first
    content = cell.evaluate("e => getComputedStyle(e, '::before').content")
    assert content.strip('"') == cell.get_attribute("data-label")
    assert cell.evaluate("e => getComputedStyle(e.parentElement).display") == "block"


def test_long_table_keeps_its_heading(gallery):
    page = gallery()
    assert page.evaluate(
        """() => {
          const box = document.querySelector('.table-scroll');
          const body = box.querySelector('tbody');
          for (let i = 0; i < 60; i++) body.append(body.rows[1].cloneNode(true));
          box.scrollTop = 900;
          const head = box.querySelector('thead th').getBoundingClientRect();
          return Math.abs(head.top - box.getBoundingClientRect().top) < 3;
        }"""
    )

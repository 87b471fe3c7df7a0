"""The watching browser itself: what it must notice, and that a person can sign in."""

from __future__ import annotations

import pytest
from playwright.sync_api import Error, Page

from tests.e2e.browser import accessibility_faults, overflow, wait_until


def only_trouble(page: Page) -> str:
    """The one complaint about the page, as soon as there is any."""
    complaints = page.watch.complaints
    wait_until(page, lambda: bool(complaints()), lambda: "nothing was noticed")
    assert len(complaints()) == 1, complaints()
    return complaints()[0]


def wait_until_noticed(page: Page, words: str) -> None:
    def noticed() -> bool:
        return any(words in trouble for trouble in page.watch.complaints())

    wait_until(page, noticed, lambda: f"{words} is not among {page.watch.complaints()}")


@pytest.fixture
def blank(page):
    """A page of the portal's own origin whose content the test may replace."""
    page.goto("/healthz")
    return page


@pytest.mark.looks
def test_a_script_error_is_noticed(blank):
    blank.evaluate("setTimeout(() => { throw new Error('broken on purpose') })")
    assert "broken on purpose" in only_trouble(blank)
    blank.watch.tolerate("broken on purpose")
    assert blank.watch.complaints() == []


@pytest.mark.looks
def test_an_inline_script_is_refused_by_the_policy_and_noticed(blank):
    blank.evaluate(
        "document.body.append(Object.assign(document.createElement('script'),"
        " {textContent: 'window.ran = true'}))"
    )
    wait_until_noticed(blank, "script-src-elem refused")
    assert blank.evaluate("window.ran") is None
    blank.watch.tolerate("script-src")


@pytest.mark.looks
def test_a_missing_picture_is_noticed(blank):
    blank.evaluate(
        "document.body.append(Object.assign(new Image(), {src: '/static/nowhere.png', alt: ''}))"
    )
    assert "/static/nowhere.png" in only_trouble(blank)
    blank.watch.tolerate("nowhere")


@pytest.mark.looks
def test_nothing_leaves_this_machine(blank):
    blank.evaluate("fetch('http://example.org/').catch(() => {})")
    wait_until_noticed(blank, "http://example.org/")
    blank.watch.tolerate("example.org|default-src|connect-src")


@pytest.mark.looks
@pytest.mark.parametrize("address", ["http://example.org/", "http://192.0.2.1/"])  # RFC 5737
def test_no_address_outside_is_even_looked_for(blank, address):
    with pytest.raises(Error, match="ERR_NAME_NOT_RESOLVED"):
        blank.goto(address)
    wait_until_noticed(blank, f"reached outside: {address}")
    blank.watch.tolerate("reached outside|request failed")


@pytest.mark.looks
def test_what_a_page_fetched_is_kept_for_the_next(page):
    """As a visitor's browser does; without it every page brings all its files anew."""
    for _visit in range(2):
        page.goto("/staff/sign-in/")
        page.wait_for_load_state("load")
    over_the_wire = page.evaluate(
        "performance.getEntriesByType('resource').filter(one => one.name.endsWith('.css'))"
        ".map(one => one.transferSize)"
    )
    assert len(over_the_wire) > 5
    assert not any(over_the_wire)


@pytest.mark.looks
def test_axe_sees_a_picture_without_words(blank):
    blank.evaluate("document.body.append(new Image())")
    assert any(fault.startswith("image-alt") for fault in accessibility_faults(blank))


@pytest.mark.looks
def test_a_page_too_wide_is_measured(blank):
    blank.evaluate(
        "const wide = document.createElement('div'); wide.textContent = 'ก'.repeat(500);"
        "document.body.replaceChildren(wide); document.body.style.whiteSpace = 'nowrap'"
    )
    assert overflow(blank) > 100


def test_two_visitors_have_their_own_cookies(open_page, office, sign_in):
    clerk, stranger = open_page("desktop"), open_page("phone")
    sign_in(clerk, office.clerk)
    clerk.goto("/staff/")
    assert "/staff/sign-in/" not in clerk.url
    stranger.goto("/staff/")
    assert "/staff/sign-in/" in stranger.url


@pytest.mark.looks
def test_the_gate_is_fit_for_everyone(page, phone, axe, shot):
    for visitor in (page, phone):
        visitor.goto("/staff/sign-in/")
        axe(visitor)
        shot(visitor, "sign-in")

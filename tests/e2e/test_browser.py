"""The watching browser itself: what it must notice, and that a person can sign in."""

from __future__ import annotations

import pytest

from tests.e2e.browser import accessibility_faults, overflow


def only(trouble: list[str]) -> str:
    assert len(trouble) == 1, trouble
    return trouble[0]


@pytest.fixture
def blank(page):
    """A page of the portal's own origin whose content the test may replace."""
    page.goto("/healthz")
    return page


@pytest.mark.looks
def test_a_script_error_is_noticed(blank):
    blank.evaluate("setTimeout(() => { throw new Error('broken on purpose') })")
    blank.wait_for_timeout(200)
    assert "broken on purpose" in only(blank.watch.complaints())
    blank.watch.tolerate("broken on purpose")
    assert blank.watch.complaints() == []


@pytest.mark.looks
def test_an_inline_script_is_refused_by_the_policy_and_noticed(blank):
    blank.evaluate(
        "document.body.append(Object.assign(document.createElement('script'),"
        " {textContent: 'window.ran = true'}))"
    )
    blank.wait_for_timeout(200)
    assert blank.evaluate("window.ran") is None
    assert any("script-src-elem refused" in trouble for trouble in blank.watch.complaints())
    blank.watch.tolerate("script-src")


@pytest.mark.looks
def test_a_missing_picture_is_noticed(blank):
    blank.evaluate(
        "document.body.append(Object.assign(new Image(), {src: '/static/nowhere.png', alt: ''}))"
    )
    blank.wait_for_timeout(500)
    assert "/static/nowhere.png" in only(blank.watch.complaints())
    blank.watch.tolerate("nowhere")


@pytest.mark.looks
def test_nothing_leaves_this_machine(blank):
    blank.evaluate("fetch('http://example.org/').catch(() => {})")
    blank.wait_for_timeout(500)
    assert any("http://example.org/" in trouble for trouble in blank.watch.complaints())
    blank.watch.tolerate("example.org|default-src|connect-src")


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

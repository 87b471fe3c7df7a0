"""Text size and contrast: chosen by links, kept in the visitor's browser alone."""

from __future__ import annotations

import re
from urllib.parse import quote

import pytest
from django.urls import reverse

from tests.conftest import REPOSITORY

pytestmark = pytest.mark.django_db

DISPLAY = reverse("website:display")


def test_nothing_is_kept_until_something_is_chosen(client):
    page = client.get(DISPLAY)
    assert page.status_code == 200 and not page.cookies
    assert "no-store" in page.headers["Cache-Control"]
    html = client.get("/").content.decode()
    assert "data-text" not in html and "data-contrast" not in html


@pytest.mark.parametrize(
    ("chosen", "attribute"),
    [
        ({"text": "large"}, 'data-text="large"'),
        ({"text": "larger"}, 'data-text="larger"'),
        ({"contrast": "high"}, 'data-contrast="high"'),
    ],
)
def test_a_choice_holds_on_every_page_and_leads_back(client, chosen, attribute):
    answer = client.get(DISPLAY, chosen | {"next": "/news/?page=2"})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/news/?page=2")
    assert set(answer.cookies) == set(chosen)
    cookie = next(iter(answer.cookies.values()))
    assert cookie["httponly"] and cookie["samesite"] == "Lax"
    for path in ("/", "/news/", "/nowhere/", reverse("accounts:sign-in")):
        assert attribute in re.search(r"<html[^>]*>", client.get(path).content.decode())[0]


def test_normal_takes_the_cookie_away(client):
    client.get(DISPLAY, {"text": "large"})
    answer = client.get(DISPLAY, {"text": "normal", "contrast": "normal"})
    assert {cookie["max-age"] for cookie in answer.cookies.values()} == {0}
    assert "data-text" not in client.get("/").content.decode()


@pytest.mark.parametrize("value", ["huge", '"><script>', ""])
def test_what_is_no_choice_is_not_kept(client, value):
    client.cookies["text"] = value
    assert "data-text" not in client.get("/").content.decode()
    assert client.get(DISPLAY, {"text": value}).cookies["text"]["max-age"] == 0


@pytest.mark.parametrize("back", ["https://evil.example/", "//evil.example", "javascript:alert(1)"])
def test_the_way_back_stays_on_this_site(client, back):
    assert client.get(DISPLAY, {"text": "large", "next": back}).headers["Location"] == "/"


def test_the_page_shows_what_holds_now(client):
    client.cookies["contrast"] = "high"
    html = client.get(DISPLAY, {"next": "/documents/"}).content.decode()
    assert re.search(r'name="contrast" value="high"[^>]* checked', html)
    assert '<input type="hidden" name="next" value="/documents/">' in html


# --- high contrast ---------------------------------------------------------------------------


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return sum(w * c for w, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def high_contrast() -> dict[str, float]:
    """The luminance of every colour that the high-contrast theme sets."""
    css = REPOSITORY / "static" / "css"
    palette = dict(re.findall(r"(--[\w-]+): (#[0-9a-f]{6});", (css / "tokens.css").read_text()))
    themes = (css / "themes.css").read_text()
    block = re.search(r'\[data-contrast="high"\] \{(.*?)\n\}', themes, re.S)[1]
    found = re.findall(r"--color-([\w-]+): (?:var\((--[\w-]+)\)|(#[0-9a-f]{6}));", block)
    return {name: luminance(colour or palette[token]) for name, token, colour in found}


@pytest.mark.parametrize(
    ("ink", "ground"),
    [
        *((ink, "page") for ink in ("text", "text-muted", "brand-text", "danger-text")),
        *((ink, "sunken") for ink in ("text", "text-muted", "brand-text")),
        ("on-brand", "brand"), ("on-act", "act"), ("on-band", "band"), ("band-muted", "band"),
        ("on-danger", "danger"), ("on-warning", "warning"), ("on-success", "success"),
        ("brand-text", "brand-soft"), ("control-line", "surface"), ("line", "page"),
    ],
)  # fmt: skip
def test_high_contrast_reaches_twelve_to_one(ink, ground):
    colours = high_contrast()
    low, high = sorted((colours[ink], colours[ground]))
    assert (high + 0.05) / (low + 0.05) >= 12


def test_high_contrast_sets_every_colour_that_the_dark_theme_sets():
    themes = (REPOSITORY / "static" / "css" / "themes.css").read_text()
    dark = re.search(r"prefers-color-scheme: dark\) \{(.*?)\n\}", themes, re.S)[1]
    assert set(re.findall(r"--color-([\w-]+):", dark)) <= set(high_contrast())


@pytest.mark.parametrize("back", ["news", "website.home", "?page=2"])
@pytest.mark.parametrize("choice", ["/display/?text=large", "/language/?language=en"])
def test_a_way_back_that_is_no_path_leads_home(client, choice, back):
    answer = client.get(choice, QUERY_STRING=f"{choice.partition('?')[2]}&next={quote(back)}")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/")

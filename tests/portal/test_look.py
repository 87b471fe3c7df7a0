"""What the look promises, read from the templates and stylesheets themselves."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import pytest
from django import forms
from django.contrib.messages import SUCCESS
from django.contrib.messages.storage.cookie import CookieStorage
from django.template import Context, Template
from django.test import RequestFactory
from django.urls import resolve, reverse

from accounts.context import MayLookup
from accounts.models import Role
from measures.models import ProgressEntry
from portal.bundles import BUNDLES
from portal.models import Organisation
from portal.templatetags.bundles import stylesheets
from portal.templatetags.components import HUES, LOOKS, STAFF_PLACES
from portal.views.gallery import show as show_gallery
from reports.models import Report
from tests import factories
from tests.conftest import REPOSITORY

STATIC = REPOSITORY / "static"
TEMPLATES = sorted(
    path
    for folder in (REPOSITORY / "templates", *REPOSITORY.glob("*/templates"))
    for path in folder.rglob("*.html")
    if "paper" not in path.parts  # the memorandum is typeset, no browser shows it
)
STYLES = sorted((STATIC / "css").rglob("*.css"))


def name_of(path: Path) -> str:
    return str(path.relative_to(REPOSITORY))


# --- No markup that the Content-Security-Policy refuses -------------------------------------


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_template_has_no_inline_style_script_or_trust(path):
    text = path.read_text()
    assert not re.search(r"<style|\sstyle\s*=", text)
    assert not re.search(r"\son[a-z]+\s*=\s*[\"']", text)
    assert not re.search(r"<script(?![^>]*\ssrc=)", text)
    assert not re.search(r"\|\s*safe\b|autoescape\s+off|javascript:", text)


@pytest.mark.parametrize(
    "path", [p for p in TEMPLATES if p.parent.name == "components"], ids=name_of
)
def test_component_says_what_it_takes_and_stands_in_the_readme(path):
    assert path.read_text().startswith("{% comment %}")
    inner = {"pill.html", "nav_link.html", "staff_nav.html", "masthead_staff.html"}
    inner |= {"language.html", "site_foot.html"}
    readme = (path.parent / "README.md").read_text()
    assert path.name in inner or f"`{path.name}`" in readme


# --- Stylesheets ---------------------------------------------------------------------------


def without_comments(path: Path) -> str:
    return re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.S)


@pytest.mark.parametrize("path", STYLES, ids=name_of)
def test_stylesheet_is_thai_and_direction_neutral(path):
    text = without_comments(path)
    assert "letter-spacing" not in text
    assert "text-align: justify" not in text
    assert not re.search(r"\b(margin|padding|border)-(left|right|top|bottom)\b", text)
    assert not re.search(r"(?<![-\w])(width|height|left|right|top|bottom):", text)
    assert "http" not in text and "data:" not in text


@pytest.mark.parametrize("path", STYLES, ids=name_of)
def test_stylesheet_reads_only_what_is_there(path):
    text = without_comments(path)
    tokens = set(re.findall(r"(--[\w-]+)\s*:", "".join(map(without_comments, STYLES))))
    assert set(re.findall(r"var\((--[\w-]+)\s*\)", text)) <= tokens
    for address in re.findall(r'url\("([^"]+)"\)', text):
        assert (path.parent / address).resolve().is_file(), address


@pytest.mark.parametrize("path", sorted((STATIC / "css" / "components").glob("*.css")), ids=name_of)
def test_component_stylesheet_reads_meanings_and_is_linked(path):
    text = without_comments(path)
    assert not re.search(r"#[0-9a-fA-F]{3,8}\b|\brgb|\bhsl|\boklch", text)
    assert not re.search(r"var\(--(paper|brand|red|amber|leaf|sky)-", text)
    assert "@layer components" in text
    assert f"css/components/{path.name}" in BUNDLES["staff"]


# --- Contrast ------------------------------------------------------------------------------


def declarations(text: str) -> dict[str, str]:
    return dict(re.findall(r"(--[\w-]+):\s*([^;]+);", text))


def theme(hue: str, *, dark: bool) -> dict[str, str]:
    """Every token with its colour resolved, as a browser would with this hue and scheme."""
    read = lambda name: without_comments(STATIC / "css" / name)  # noqa: E731
    found = declarations(read("tokens.css")) | declarations(read(f"hues/{hue}.css"))
    if dark:
        block = re.search(r"prefers-color-scheme: dark\) \{(.*?)\n\}", read("themes.css"), re.S)
        found |= declarations(block.group(1))

    def resolve(value: str) -> str:
        inner = re.fullmatch(r"var\((--[\w-]+)\)", value)
        return resolve(found[inner.group(1)]) if inner else value

    return {name: resolve(value) for name, value in found.items()}


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return sum(w * c for w, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one: str, other: str) -> float:
    """WCAG 2.2, "contrast ratio"."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


GROUNDS = ("page", "surface", "sunken")
TEXT = [  # 7:1
    *((ink, ground) for ink in ("text", "text-muted") for ground in GROUNDS),
    *((ink, ground) for ink in ("brand-text", "danger-text") for ground in GROUNDS),
    ("brand-text", "brand-soft"),
    ("on-brand", "brand"),
    ("on-brand", "brand-strong"),
    ("on-act", "act"),
    ("on-danger", "danger"),
    ("on-danger", "danger-strong"),
    ("on-warning", "warning"),
    ("on-success", "success"),
    ("info-text", "surface"),
    *((f"{tone}-text", f"{tone}-soft") for tone in ("danger", "warning", "success", "info")),
]
CONTROLS = [  # 4.5:1
    *(("control-line", ground) for ground in GROUNDS),
    *(("focus", ground) for ground in GROUNDS),
    *(("danger-line", ground) for ground in ("page", "surface")),
    *((f"{tone}-line", "surface") for tone in ("warning", "success", "info")),
    ("brand", "page"),
    ("brand", "sunken"),
]


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("hue", HUES)
def test_every_pair_of_colours_keeps_its_contrast(hue, dark):
    colours = theme(hue, dark=dark)
    wanted = [(pair, 7.0) for pair in TEXT] + [(pair, 4.5) for pair in CONTROLS]
    weak = [
        f"{ink} on {ground}: {ratio:.2f} < {least}"
        for (ink, ground), least in wanted
        if (ratio := contrast(colours[f"--color-{ink}"], colours[f"--color-{ground}"])) < least
    ]
    assert weak == []


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_filled_signals_stay_apart_without_hue(dark):
    colours = theme(HUES[0], dark=dark)
    fills = sorted(luminance(colours[f"--color-{t}"]) for t in ("danger", "warning", "success"))
    assert all((high + 0.05) / (low + 0.05) >= 1.25 for low, high in pairwise(fills))


# --- Icons and states ------------------------------------------------------------------------


def test_every_icon_that_is_asked_for_is_drawn():
    drawn = set(re.findall(r'<symbol id="([\w-]+)"', (STATIC / "img" / "icons.svg").read_text()))
    asked = {look.icon for look in LOOKS.values()}
    asked |= {place.icon for group in STAFF_PLACES for place in group}
    for path in TEMPLATES:
        text = path.read_text()
        asked |= set(re.findall(r'{% icon "([\w-]+)"', text))
        asked |= set(re.findall(r'icon_name="([\w-]+)"', text))
    assert asked <= drawn


def test_every_state_of_the_models_has_a_pill():
    states = {f"entry:{state}" for state in ProgressEntry.State.values}
    states |= {f"report:{state}" for state in Report.State.values}
    assert states <= set(LOOKS)


def test_states_shown_side_by_side_differ_in_icon():
    for family in {state.split(":")[0] for state in LOOKS}:
        icons = [s.icon for state, s in LOOKS.items() if state.startswith(f"{family}:")]
        assert len(icons) == len(set(icons)), family


def test_an_unknown_state_is_no_pill():
    with pytest.raises(KeyError):
        Template('{% load components %}{% pill "step:nowhere" %}').render(Context())


# --- Navigation and frame --------------------------------------------------------------------


def nav_of(person, path: str) -> str:
    request = RequestFactory().get(path)
    request.user = person
    request.resolver_match = resolve(path)
    context = Context({"request": request, "may": MayLookup(request)})
    return Template("{% load components %}{% staff_nav %}").render(context)


def test_navigation_marks_the_page_and_hides_what_one_may_not(office):
    gallery = reverse("portal:gallery")
    assert f'href="{gallery}" aria-current="page"' in nav_of(office.webmaster, gallery)
    assert f'href="{gallery}">' in nav_of(office.webmaster, reverse("accounts:me"))
    assert gallery not in nav_of(office.clerk, gallery)


@pytest.mark.parametrize(
    ("page", "args", "entry"),
    [
        ("accounts:person", [1], "accounts:people"),
        ("accounts:password", [], "accounts:me"),
        ("reports:detail", [1], "reports:list"),
        ("reports:layout-edit", [1], "reports:layouts"),
        ("measures:board", [2569], "measures:board"),
        ("measures:step", [1], "measures:mine"),
        ("measures:step-edit", [1], "measures:plan"),
        ("measures:scores", [2569], "measures:catalogue"),
    ],
)
def test_navigation_marks_the_entry_that_a_page_belongs_to(office, page, args, entry):
    text = nav_of(office.planner, reverse(page, args=args))
    assert re.findall(r'href="([^"]+)" aria-current="true"', text) == [reverse(entry)]
    assert 'aria-current="page"' not in text


def test_a_link_to_a_page_that_does_not_exist_is_left_out(rf):
    context = Context({"request": rf.get("/")})
    text = '{% load components %}{% nav_link "portal:nowhere" "Nowhere" %}'
    assert Template(text).render(context).strip() == ""


def test_masthead_says_who_is_here_and_in_which_post(client, office):
    Organisation.objects.create(pk=1, name="องค์การบริหารส่วนตำบลทดสอบ")
    factories.grant(office.planner, Role.WEBMASTER)
    client.force_login(office.planner)
    text = client.get(reverse("portal:gallery")).content.decode()
    for words in (str(office.planner), office.posts.planner.title, "องค์การบริหารส่วนตำบลทดสอบ"):
        assert words in text
    assert text.count("<h1") == 1
    assert '<html lang="th">' in text


@pytest.mark.parametrize(("headers", "shown"), [({}, True), ({"X-Upload": "1"}, False)])
def test_messages_wait_while_an_upload_looks_ahead(rf, office, headers, shown):
    request = rf.get(reverse("portal:gallery"), headers=headers)
    request.user = office.planner
    request._messages = CookieStorage(request)
    request._messages.add(SUCCESS, "บันทึกแล้วจริง ๆ")
    assert ("บันทึกแล้วจริง ๆ" in show_gallery(request).content.decode()) is shown
    assert request._messages.used is shown  # unread messages go on to the next page


def test_unknown_hue_falls_back_to_teal():
    chosen = Organisation(pk=1, name="x")
    for hue, expected in (("maroon", "maroon"), ("../evil", "teal"), ("", "teal")):
        chosen.hue = hue
        links = stylesheets(Context({"organisation": chosen}), "public")
        assert re.findall(r"css/hues/([^\"]+).css", links) == [expected]
    assert "css/hues/teal.css" in stylesheets(Context(), "public")


# --- Forms ---------------------------------------------------------------------------------


class Sample(forms.Form):
    name = forms.CharField(label="ชื่อ", help_text="ตามบัตร")
    note = forms.CharField(label="หมายเหตุ", required=False)
    kind = forms.ChoiceField(
        label="ชนิด", choices=[("a", "ก"), ("b", "ข")], widget=forms.RadioSelect
    )
    sure = forms.BooleanField(label="แน่ใจ")
    file = forms.FileField(label="ไฟล์")


def test_fields_are_tied_to_their_label_hint_and_error():
    text = Sample(data={}).as_div()
    ids = set(re.findall(r'\sid="([^"]+)"', text))
    assert len(ids) == len(re.findall(r'\sid="([^"]+)"', text)), "an id stands twice"
    assert set(re.findall(r'\sfor="([^"]+)"', text)) <= ids
    described = {i for ids in re.findall(r'aria-describedby="([^"]+)"', text) for i in ids.split()}
    assert {"id_name_helptext", "id_name_error", "id_kind_error", "id_file_error"} <= described
    assert described <= ids
    assert '<legend class="field-label">ชนิด' in text


def test_error_summary_links_to_every_field_in_error():
    text = Sample(data={}).as_div()
    ids = set(re.findall(r'\sid="([^"]+)"', text))
    links = re.findall(r'href="#([^"]+)"', text)
    assert len(links) == 4
    assert set(links) <= ids


def test_only_optional_fields_are_marked():
    text = Sample().as_div()
    assert text.count("field-optional") == 1
    assert "errorlist" not in text and "error-summary" not in text


def test_what_was_typed_is_never_markup():
    text = Sample(data={"name": "<script>alert(1)</script>"}).as_div()
    assert "<script" not in text


# --- Pages for what went wrong ----------------------------------------------------------------


def test_server_error_needs_neither_database_nor_context(rf, django_assert_num_queries, db):
    from portal.views.errors import server_error

    with django_assert_num_queries(0):
        response = server_error(rf.get("/"))
    assert response.status_code == 500
    assert b"<h1>" in response.content


@pytest.mark.parametrize("name", ["bad_request", "forbidden", "not_found", "csrf_failure"])
def test_error_pages_offer_a_next_step(name, rf, db):
    from django.contrib.auth.models import AnonymousUser

    from portal.views import errors

    request = rf.get("/x/")
    request.user = AnonymousUser()
    text = getattr(errors, name)(request).content.decode()
    assert text.count("<h1>") == 1
    assert 'class="button button-secondary" href="/' in text


def test_locked_out_says_how_long(client, office, settings):
    for _ in range(settings.AXES_FAILURE_LIMIT + 1):
        response = client.post(
            reverse("accounts:sign-in"), {"username": "planner", "password": "wrong"}
        )
    assert response.status_code == 429
    assert settings.AXES_COOLOFF_TIME * 60 == 15
    assert "15" in response.content.decode()

"""One stylesheet for a visitor on a server, the same rules file by file in development."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest
from django.core.management import call_command
from django.template import Context
from django.test import Client, override_settings
from django.urls import reverse
from fontTools.ttLib import TTFont

from portal.bundles import BUNDLES, FONTS, bundle_name, join_sources, sources
from portal.settings import STORAGES
from portal.templatetags import bundles, components
from portal.templatetags.bundles import first_links, stylesheets
from portal.templatetags.components import HUES
from tests.conftest import REPOSITORY

STATIC = REPOSITORY / "static"
LINK = re.compile(r'<link rel="stylesheet" href="/static/([^"]+)">')


def of_a_server(folder: Path) -> dict:
    """Settings that gather our own static files into the folder as a server does."""
    return {
        "STATIC_ROOT": folder,
        "STATICFILES_FINDERS": ["django.contrib.staticfiles.finders.FileSystemFinder"],
        "STORAGES": STORAGES
        | {"staticfiles": {"BACKEND": "portal.static_storage.BundlingStorage"}},
    }


@pytest.fixture(scope="module")
def gathered_once(tmp_path_factory):
    folder = tmp_path_factory.mktemp("static")
    with override_settings(**of_a_server(folder)):
        call_command("collectstatic", interactive=False, verbosity=0)
    return folder


@pytest.fixture
def gathered(gathered_once):
    """The folder of a server's static files, and the settings of that server."""
    with override_settings(**of_a_server(gathered_once)):
        forget_links()
        yield gathered_once
    forget_links()


def forget_links() -> None:
    """What a process keeps of its static files: here they change, on a server never."""
    for kept in (bundles._links, bundles._first_links, components._drawn):
        kept.cache_clear()


def read(path: str) -> str:
    return (STATIC / path).read_text()


def rules(css: str) -> str:
    """What a stylesheet says to a browser, whatever its comments, spaces and addresses."""
    bare = re.sub(r"/\*.*?\*/", "", css, flags=re.S)
    return re.sub(r"\s+", "", re.sub(r"url\([^)]*\)", "url()", bare))


# --- On a server -----------------------------------------------------------------------------


@pytest.mark.parametrize("name", BUNDLES)
@pytest.mark.parametrize("hue", HUES)
def test_bundle_says_what_its_files_say_in_their_order(gathered, name, hue):
    joined = (gathered / bundle_name(name, hue)).read_text()
    assert rules(joined) == rules("".join(map(read, sources(name, hue))))
    assert joined.startswith("@layer reset, base, components, pages, utilities;")
    assert (
        f"--brand-50: {re.search(r'--brand-50: (.+);', read(f'css/hues/{hue}.css'))[1]}" in joined
    )


def test_server_links_one_hashed_and_compressed_stylesheet(gathered):
    [name] = LINK.findall(stylesheets(Context(), "public"))
    assert re.fullmatch(r"css/public\.teal\.[0-9a-f]{12}\.css", name)
    squeezed = (gathered / f"{name}.gz").read_bytes()
    assert gzip.decompress(squeezed) == (gathered / name).read_bytes()


@pytest.mark.parametrize("name", BUNDLES)
def test_addresses_in_a_bundle_lead_to_hashed_files(gathered, name):
    [link] = LINK.findall(stylesheets(Context(), name))
    addresses = re.findall(r'url\("([^"]+)"\)', (gathered / link).read_text())
    assert len(addresses) > 6  # fonts and the ornament
    for address in addresses:
        assert re.search(r"\.[0-9a-f]{12}\.\w+$", address)
        assert (gathered / "css" / address).resolve().is_file()


def test_font_is_asked_for_under_the_name_that_the_stylesheet_gives(gathered):
    [link] = LINK.findall(stylesheets(Context(), "public"))
    asked = re.findall(r'href="/static/fonts/([^"]+)"', first_links())
    assert len(asked) == len(FONTS)
    for name in asked:
        assert f'url("../fonts/{name}")' in (gathered / link).read_text()


@pytest.mark.django_db
def test_first_visit_waits_for_one_stylesheet(gathered):
    page = Client().get(reverse("website:home")).content.decode()
    assert len(LINK.findall(page)) == 1


def test_stylesheets_of_the_public_stay_light(gathered):
    """Bytes over the wire; the whole first visit has 100 kB without photos."""
    [link] = LINK.findall(stylesheets(Context(), "public"))
    assert (gathered / f"{link}.gz").stat().st_size < 16_000


def test_missing_file_stops_the_gathering(tmp_path, monkeypatch):
    monkeypatch.setitem(BUNDLES, "public", ("css/tokens.css", "css/not-there.css"))
    with (
        override_settings(**of_a_server(tmp_path)),
        pytest.raises(ValueError, match=r"not-there\.css"),
    ):
        call_command("collectstatic", interactive=False, verbosity=0)


def test_gathering_for_show_writes_nothing(tmp_path):
    with override_settings(**of_a_server(tmp_path)):
        call_command("collectstatic", interactive=False, verbosity=0, dry_run=True)
    assert not list(tmp_path.iterdir())


# --- In development --------------------------------------------------------------------------


@pytest.mark.parametrize("name", BUNDLES)
def test_development_links_each_file_in_the_same_order(name):
    assert LINK.findall(stylesheets(Context(), name)) == sources(name, "teal")


# --- The lists -------------------------------------------------------------------------------


@pytest.mark.parametrize("name", BUNDLES)
def test_list_names_files_that_are_there_once_each(name):
    for hue in HUES:
        paths = sources(name, hue)
        assert len(set(paths)) == len(paths)
        assert all((STATIC / path).is_file() for path in paths)


def test_no_template_links_a_file_that_its_bundle_brings():
    public = set(sources("public", "teal"))
    for path in (
        *REPOSITORY.glob("templates/**/*.html"),
        *REPOSITORY.glob("*/templates/**/*.html"),
    ):
        linked = set(re.findall(r"""static\s+['"](css/[\w/-]+\.css)""", path.read_text()))
        assert not linked & public, path


# --- Joining ---------------------------------------------------------------------------------


def test_comment_goes_and_a_text_that_looks_like_one_stays(monkeypatch):
    monkeypatch.setitem(BUNDLES, "tiny", ("css/a.css", "css/deep/b.css"))
    texts = {
        "css/a.css": 'a { content: "/* kept */"; } /* gone\nwholly */\n\n  b { top: 0; }',
        "css/deep/b.css": "c { src: url(\"../../img/x.svg#y\"), url(#z), url('https://e/f'); }",
    }
    assert join_sources("tiny", "teal", texts.__getitem__).splitlines() == [
        'a { content: "/* kept */"; }',
        "b { top: 0; }",
        "c { src: url(\"../img/x.svg#y\"), url(#z), url('https://e/f'); }",
    ]


# --- Fonts -----------------------------------------------------------------------------------


def faces() -> list[tuple[str, set[int]]]:
    """File and characters of each @font-face, as fonts.css promises them."""
    found = re.findall(r'url\("\.\./(fonts/[^"]+)"\).*?unicode-range: ([^;]+);', FACES, re.S)
    return [(name, set(characters(ranges))) for name, ranges in found]


def characters(ranges: str) -> list[int]:
    bounds = [part.strip().removeprefix("U+").split("-") for part in ranges.split(",")]
    return [code for each in bounds for code in range(int(each[0], 16), int(each[-1], 16) + 1)]


FACES = read("css/fonts.css")


@pytest.mark.parametrize(("name", "promised"), faces(), ids=[name for name, _ in faces()])
def test_font_file_has_the_characters_that_are_fetched_from_it(name, promised):
    with TTFont(STATIC / name) as font:
        there = set(font.getBestCmap())
    unassigned = set(range(0x0E3B, 0x0E3F))  # a gap in Unicode's Thai block
    without_ink = {0x2011}  # drawn by the hyphen
    assert promised - there <= unassigned | without_ink
    assert there <= promised


def test_thai_page_fetches_one_file_a_weight():
    everyday = set(map(ord, "ประกาศองค์การบริหารส่วนตำบล ที่ ๑๒/2569 (ITA) 50% – “ฉบับ” 08:30 น."))
    for name, promised in faces():
        assert everyday <= promised if "thai" in name else not everyday & promised


def test_weights_of_the_first_visit_stay_light():
    """Three weights of Thai, woff2 being compressed already: half of the 100 kB at most."""
    thai = [STATIC / name for name, _ in faces() if "thai" in name]
    assert len(thai) == 3
    assert sum(path.stat().st_size for path in thai) < 50_000

"""What a first visit to the home page costs: everything but photos, as it goes over the wire."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from posixpath import basename, join, normpath

import pytest
from django.core.management import call_command
from django.test import Client, override_settings

from tests.portal.test_bundles import faces, forget_links, of_a_server

MOST = 100_000  # bytes
PHOTOS = {"image/webp", "image/png", "image/jpeg"}
KINDS = {
    "text/html": "html", "text/css": "css", "font/woff2": "font", "text/javascript": "js",
    "image/svg+xml": "svg",
}  # fmt: skip
HEADERS = 400  # bytes of an answer's headers, about; HTTP/1.1 does not compress them
# What each part may weigh; together no more than MOST. Whoever needs more takes it from another.
SHARES = {"html": 12_000, "css": 16_000, "font": 60_000, "js": 2_000, "svg": 10_000}


class Asked(HTMLParser):
    """Addresses that a browser fetches to show a page, and the signs that it draws."""

    def __init__(self) -> None:
        super().__init__()
        self.addresses: set[str] = set()
        self.signs: set[int] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        facts = {name: value or "" for name, value in attrs}
        fetched = {"link": "href", "script": "src", "img": "src", "use": "href"}.get(tag)
        kind = facts.get("rel", "stylesheet")
        if fetched and facts.get(fetched) and kind in {"stylesheet", "icon", "preload"}:
            self.addresses.add(facts[fetched].partition("#")[0])

    def handle_data(self, data: str) -> None:
        self.signs |= set(map(ord, data))


@pytest.fixture
def server(sample_office, tmp_path) -> Iterator[Client]:
    """A visitor of a server: static files gathered and compressed, pages kept whole."""
    options = of_a_server(tmp_path) | {
        "WHITENOISE_AUTOREFRESH": False, "WHITENOISE_USE_FINDERS": False, "PAGE_CACHE": True,
    }  # fmt: skip
    with override_settings(**options):
        call_command("collectstatic", interactive=False, verbosity=0)
        forget_links()
        yield Client()
    forget_links()


def fetched(visitor: Client, address: str, coding: str = "gzip, br") -> tuple[str, bytes]:
    """The media type, and the bytes as they come to a browser that takes these codings."""
    answer = visitor.get(address, headers={"accept-encoding": coding})
    assert answer.status_code == 200, address
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    answer.close()
    return answer.headers["Content-Type"].partition(";")[0], content


def named_in(css_address: str, css: str, signs: set[int]) -> set[str]:
    """What a stylesheet asks for on a page with these signs: their fonts in every weight, and
    all of its drawings, be they on this page or not."""
    wanted = {basename(name).removesuffix(".woff2") for name, has in faces() if has & signs}
    found = re.findall(r'url\("([^"#]+\.(?:woff2|svg))["#]', css)
    return {
        normpath(join(css_address, "..", name))
        for name in found
        if name.endswith(".svg") or basename(name).split(".")[0] in wanted
    }


@pytest.mark.looks
def test_a_first_visit_weighs_less_than_100_kb_without_photos(server):
    page = Asked()
    page.feed(fetched(server, "/", "identity")[1].decode())
    waiting, known = {"/", *page.addresses}, set()
    parts, each = dict.fromkeys(SHARES, 0), {}
    while waiting:
        address = waiting.pop()
        known.add(address)
        kind, content = fetched(server, address)
        if kind in PHOTOS:
            continue
        parts[KINDS[kind]] += len(content) + HEADERS
        each[address] = len(content)
        if kind == "text/css":
            css = fetched(server, address, "identity")[1].decode()
            waiting |= named_in(address, css, page.signs) - known
    assert all(parts[kind] for kind in ("html", "css", "font", "svg"))
    grown = {kind: size for kind, size in parts.items() if size > SHARES[kind]}
    assert not grown, f"of {SHARES} these grew: {grown}; file by file: {each}"
    assert sum(parts.values()) < MOST == sum(SHARES.values())

"""A paper fetches nothing: no address, no file, no style from elsewhere."""

from __future__ import annotations

import io
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pikepdf
import pytest

from paper.pdf import render_pdf
from paper.resources import ForbiddenAddress, ResourceFetcher, ResourceMissing

from .readers import poppler

SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" %s>%s</svg>'
)
SQUARE = (SVG % ('viewBox="0 0 1 1"', '<rect width="1" height="1"/>')).encode()


class Canary(ThreadingHTTPServer):
    """Listens on the loopback address and notes who calls."""

    def __init__(self) -> None:
        self.calls: list[str] = []
        super().__init__(("127.0.0.1", 0), self.handler())

    def handler(self) -> type[BaseHTTPRequestHandler]:
        canary = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                canary.calls.append(self.path)
                self.send_response(404)
                self.end_headers()

            def log_message(self, *arguments: object) -> None:
                pass

        return Handler


@pytest.fixture
def canary() -> Iterator[Canary]:
    server = Canary()
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


TRAPS = [
    '<img src="{0}" alt="x">',
    '<link rel="stylesheet" href="{0}">',
    '<style>@import url("{0}");</style>',
    '<style>@font-face {{ font-family: F; src: url("{0}") }} p {{ font-family: F }}</style>',
    '<style>p {{ background: url("{0}") }}</style>',
    '<style>p::before {{ content: url("{0}") }}</style>',
    '<style>@page {{ @top-left {{ content: url("{0}") }} }}</style>',
    '<ul><li style="list-style-image: url({0})">x</ul>',
    '<object data="{0}"></object>',
    '<embed src="{0}">',
    '<iframe src="{0}"></iframe>',
    '<link rel="attachment" href="{0}">',
    '<a rel="attachment" href="{0}">x</a>',
    '<base href="{0}"><img src="x.png" alt="x">',
    '<svg><image href="{0}" width="9" height="9"/></svg>',
    '<img src="resource:trap.svg" alt="x">',
]


@pytest.mark.parametrize("trap", TRAPS)
def test_nothing_calls_out(trap: str, canary: Canary) -> None:
    address = f"http://127.0.0.1:{canary.server_port}/canary"
    inner = f'<image href="{address}" xlink:href="{address}" width="9" height="9"/>'
    resources = {"trap.svg": (SVG % ('viewBox="0 0 9 9"', inner)).encode()}
    pdf = render_pdf(f"<p>ก</p>{trap.format(address)}", title="x", resources=resources)
    assert "ก" in "".join(poppler(pdf))
    assert canary.calls == []


@pytest.mark.parametrize("trap", TRAPS)
def test_no_file_of_the_machine_gets_in(trap: str, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("SECRETWORD " * 50)
    resources = {"trap.svg": (SVG % ("", f'<image href="{secret.as_uri()}"/>')).encode()}
    pdf = render_pdf(f"<p>ก</p>{trap.format(secret.as_uri())}", title="x", resources=resources)
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        assert len(opened.attachments) == 0
        streams = [
            item.read_bytes()
            for item in opened.objects
            if isinstance(item, pikepdf.Stream) and item.get("/Subtype") not in ("/Image",)
        ]
    assert not any(b"SECRETWORD" in stream for stream in streams)


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1/",
        "https://example.org/",
        "file:///etc/hostname",
        "ftp://127.0.0.1/x",
        "data:text/plain,x",
        "jar:x",
        "RESOURCE:x",
        "//example.org/x",
        "",
    ],
)
def test_the_fetcher_refuses_every_other_address(address: str) -> None:
    fetcher = ResourceFetcher({"x": SQUARE})
    for way in (fetcher.fetch, fetcher.open, fetcher):
        with pytest.raises(ForbiddenAddress):
            way(address)


def test_an_image_that_was_handed_over_is_printed() -> None:
    html = '<img src="resource:%E0%B8%95%E0%B8%A3%E0%B8%B2.svg" alt="ตรา">'
    assert render_pdf(html, title="x", resources={"ตรา.svg": SQUARE})


def test_an_image_that_was_not_handed_over_stops_the_paper() -> None:
    with pytest.raises(ResourceMissing, match=r"signature\.png"):
        render_pdf('<img src="resource:signature.png" alt="x">', title="x")

"""Whole public pages kept ready, right at once after a change.

A page is kept under the stamp of everything public (`portal.freshness`): any change gives a
new stamp, so that no old page can be given out after it. What changes by the clock alone, an
item that becomes public at eight or a banner that ends, ends the keeping at that minute.

Only answers that are the same for everybody are kept: those that set no cookie and did not
look at the session (Django marks them by `Vary: Cookie`). Language, text size and contrast
are cookies too, but with few values; they are part of the key.
"""

from __future__ import annotations

import gzip
import hashlib
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock
from time import time

import brotli
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import http_date

from portal import freshness
from website.moments import next_change

STAFF_PREFIX = "/staff/"
SAFE = ("GET", "HEAD")
MOST_BYTES = 8 * 1024 * 1024  # of one process; pages come compressed to a few kB
LONGEST_ADDRESS = 300  # longer ones are nobody's bookmark
SMALLEST = 500  # bytes below which compressing costs more than it saves


@dataclass(frozen=True)
class Kept:
    """A page as it goes out: headers, and its bytes as they are and compressed."""

    stamp: str
    until: float  # seconds since 1970
    headers: tuple[tuple[str, str], ...]
    bodies: dict[str, bytes] = field(repr=False)
    etag: str
    last_modified: int

    @property
    def size(self) -> int:
        return sum(map(len, self.bodies.values())) + 2000


class PageCache:
    """The first of the middlewares: a kept page passes none of the others again."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.kept = Shelf()
        self._boundary: tuple[str, float] = ("", 0.0)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self._answer(request)
        if request.method == "HEAD" and not response.streaming:
            response.content = b""  # the server would complain of each; Content-Length stays
        return response

    def _answer(self, request: HttpRequest) -> HttpResponse:
        if request.path_info.startswith(STAFF_PREFIX):
            return self._staff(request)
        if request.method not in SAFE or not settings.PAGE_CACHE:
            return self.get_response(request)
        key, stamp = key_of(request), freshness.stamp()
        page = self.kept.find(key, stamp)
        if page is None:
            # Asked before the page is made: one that is being made when the moment comes must
            # not be kept beyond it.
            until = self._next_boundary(stamp)
            response = self.get_response(request)
            if request.method != "GET" or not may_be_kept(response) or not key:
                return response
            page = self._keep(key, stamp, until, response)
        return answer(request, page)

    def _staff(self, request: HttpRequest) -> HttpResponse:
        """Whatever a form of the staff changed, the public sees the change."""
        response = self.get_response(request)
        # What a stranger sends here changes nothing; it must not cost the others their pages.
        if request.method not in SAFE and response.status_code < 400 and _is_staff(request):
            freshness.touch()
        return response

    def _keep(self, key: tuple, stamp: str, until: float, response: HttpResponse) -> Kept:
        headers = {name: value for name, value in response.items() if name != "Content-Length"}
        headers["Cache-Control"] = "public, no-cache"  # a browser may keep it, and asks each time
        headers["Vary"] = "Accept-Encoding, Cookie"
        page = Kept(
            stamp=stamp,
            until=until,
            headers=tuple(headers.items()),
            bodies=bodies_of(response.content),
            etag=hashlib.sha256(response.content).hexdigest()[:32],
            last_modified=int(time()),
        )
        # Only under the stamp that held before the page was made: a change meanwhile wins.
        self.kept.put(key, page)
        return page

    def _next_boundary(self, stamp: str) -> float:
        """When the clock alone changes a public page; asked of the database once a stamp."""
        known, when = self._boundary
        if known != stamp or when <= time():
            when = next_change(timezone.now()).timestamp()
            self._boundary = (stamp, when)
        return when


class Shelf:
    """Kept pages of one process, the longest unused ones given up first."""

    def __init__(self, most: int = MOST_BYTES) -> None:
        self._most, self._bytes = most, 0
        self._pages: OrderedDict[tuple, Kept] = OrderedDict()
        self._lock = Lock()

    def find(self, key: tuple, stamp: str) -> Kept | None:
        """The page when it was made under the stamp and its time is not over."""
        with self._lock:
            page = self._pages.get(key)
            if page is None:
                return None
            if page.stamp != stamp or page.until <= time():
                self._drop(key)
                return None
            self._pages.move_to_end(key)
            return page

    def put(self, key: tuple, page: Kept) -> None:
        with self._lock:
            self._drop(key)
            self._pages[key] = page
            self._bytes += page.size
            while self._bytes > self._most:
                self._drop(next(iter(self._pages)))

    def _drop(self, key: tuple) -> None:
        page = self._pages.pop(key, None)
        self._bytes -= page.size if page else 0


def _is_staff(request: HttpRequest) -> bool:
    user = getattr(request, "user", None)  # missing where a middleware before had refused
    return user is not None and user.is_authenticated


def key_of(request: HttpRequest) -> tuple:
    """What tells one kept page from another; empty for an address that is not kept."""
    address = request.META.get("QUERY_STRING", "")
    if len(request.path_info) + len(address) > LONGEST_ADDRESS:
        return ()
    choices = tuple(request.COOKIES.get(name, "")[:10] for name in settings.PAGE_COOKIES)
    # As it was sent: nothing is kept under a host that CommonMiddleware would refuse, for
    # the refusal is no page.
    host = request.META.get("HTTP_HOST", "")
    return (request.is_secure(), host, request.path_info, address, choices)


def may_be_kept(response: HttpResponse) -> bool:
    """Whether the answer is a page that is the same for everybody."""
    vary = response.get("Vary", "").lower()
    control = response.get("Cache-Control", "").lower()
    return (
        response.status_code == 200
        and not response.streaming
        and not response.cookies
        and "cookie" not in vary
        and not any(word in control for word in ("no-store", "private", "max-age"))
    )


def bodies_of(content: bytes) -> dict[str, bytes]:
    """The bytes by their Content-Encoding: as they are, and smaller where that pays."""
    if len(content) < SMALLEST:
        return {"": content}
    return {
        "": content,
        "br": brotli.compress(content, quality=5),
        "gzip": gzip.compress(content, compresslevel=6, mtime=0),
    }


def answer(request: HttpRequest, page: Kept) -> HttpResponse:
    """The kept page for this visitor: compressed as their browser takes it, or "unchanged"."""
    accepted = request.META.get("HTTP_ACCEPT_ENCODING", "")
    encoding = next((one for one in ("br", "gzip") if one in page.bodies and one in accepted), "")
    # Bytes that differ are different things to a cache on the way, so each has its own tag.
    etag = f'"{page.etag}{encoding and "-" + encoding}"'
    response = HttpResponse(page.bodies[encoding])
    for name, value in page.headers:
        response.headers[name] = value
    response.headers["ETag"] = etag
    response.headers["Last-Modified"] = http_date(page.last_modified)
    if encoding:
        response.headers["Content-Encoding"] = encoding
    response.headers["Content-Length"] = str(len(page.bodies[encoding]))
    if "HTTP_IF_NONE_MATCH" in request.META or "HTTP_IF_MODIFIED_SINCE" in request.META:
        return get_conditional_response(request, etag, page.last_modified, response)
    return response

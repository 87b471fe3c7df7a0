"""What a paper may draw on: the images it was handed, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import unquote
from urllib.request import Request

from weasyprint.urls import URLFetcher, URLFetcherResponse

SCHEME = "resource:"
MEDIA_TYPES = (
    (b"\x89PNG", "image/png"),
    (b"\xff\xd8", "image/jpeg"),
    (b"GIF8", "image/gif"),
    (b"RIFF", "image/webp"),
)


class ForbiddenAddress(ValueError):
    """A paper asked for something outside the images it was handed."""


class ResourceMissing(LookupError):
    """The HTML names images that the caller did not hand over."""


class ResourceFetcher(URLFetcher):
    """Answers `resource:NAME` from a mapping in memory; refuses every other address.

    It never opens a file or a socket: the handlers of the library's own fetcher are
    not even set up. `missing` gathers the names asked for in vain, so that a paper
    without its image is never taken for a finished one.
    """

    def __init__(self, resources: Mapping[str, bytes]):
        self._resources = resources
        self._fail_on_errors = False
        self.missing: list[str] = []

    def fetch(self, url: str, headers: object = None) -> URLFetcherResponse:
        """Return the image's bytes; raise ForbiddenAddress or ResourceMissing."""
        if not url.startswith(SCHEME):
            raise ForbiddenAddress(url[:80])
        name = unquote(url.removeprefix(SCHEME))
        if name not in self._resources:
            self.missing.append(name)
            raise ResourceMissing(name)
        content = self._resources[name]
        return URLFetcherResponse(url, content, {"Content-Type": media_type(content)})

    def open(
        self, url: str | Request, data: object = None, timeout: object = None
    ) -> URLFetcherResponse:
        """Refuse the library's second way in, except through `fetch`."""
        return self.fetch(url if isinstance(url, str) else url.full_url)


def media_type(content: bytes) -> str:
    """Tell an image's media type from its first bytes; anything unknown is SVG."""
    for magic, name in MEDIA_TYPES:
        if content.startswith(magic):
            return name
    return "image/svg+xml"

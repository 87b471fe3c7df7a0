"""Giving out stored files in parts, once, or not again: what HTTP asks of a file server.

Of RFC 9110: conditional requests (13) by a strong ETag, one range of bytes (14), HEAD.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from django.db.models.fields.files import FieldFile
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header

PIECE = 64 * 1024
_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})")
PARTIAL, UNSATISFIABLE = 206, 416


@dataclass(frozen=True)
class Stored:
    """A stored file as it goes out; `etag` without quotes changes with its bytes alone."""

    file: FieldFile
    media_type: str
    etag: str
    name: str = ""  # as which it is saved
    attachment: bool = False  # to be saved instead of shown


def give_out(request: HttpRequest, stored: Stored, headers: dict[str, str]) -> HttpResponseBase:
    """The file, the range of it that was asked for, its headers alone, or that it is unchanged.

    `headers` go out with each of these. Raises Http404 when the file is gone from the disk.
    """
    etag = f'"{stored.etag}"'
    bare = HttpResponse(content_type=stored.media_type, headers={"ETag": etag})
    response = get_conditional_response(request, etag=etag, response=bare)
    if response is bare:
        response = _whole_or_part(request, stored, etag)
        response.headers["Accept-Ranges"] = "bytes"
        if disposition := content_disposition_header(stored.attachment, stored.name):
            response.headers["Content-Disposition"] = disposition
    # On a 304 too: a browser renews the headers of the file that it has kept by them.
    for name, value in {**headers, "ETag": etag, "X-Content-Type-Options": "nosniff"}.items():
        response.headers[name] = value
    return response


def is_beginning(request: HttpRequest, response: HttpResponseBase) -> bool:
    """Whether the answer gives the file or its first bytes: a reader has begun with it."""
    if request.method != "GET":
        return False
    partial = response.status_code == PARTIAL
    return response.status_code == 200 or (
        partial and response.headers["Content-Range"].startswith("bytes 0-")
    )


def _whole_or_part(request: HttpRequest, stored: Stored, etag: str) -> HttpResponseBase:
    try:
        size = stored.file.size
        wanted = _range_of(request, size, etag)
        if wanted is None or not size:
            return _whole(request, stored, size)
        if not wanted:
            return _unsatisfiable(size)
        return _part(request, stored, wanted, size)
    except (ValueError, FileNotFoundError) as error:
        raise Http404 from error


def _whole(request: HttpRequest, stored: Stored, size: int) -> HttpResponseBase:
    if request.method == "HEAD":
        response: HttpResponseBase = HttpResponse(content_type=stored.media_type)
    else:
        response = FileResponse(stored.file.open("rb"), content_type=stored.media_type)
    response.headers["Content-Length"] = str(size)
    return response


def _part(request: HttpRequest, stored: Stored, wanted: range, size: int) -> HttpResponseBase:
    if request.method == "HEAD":  # a range is a matter of GET alone (RFC 9110, 14.2)
        return _whole(request, stored, size)
    stream = stored.file.open("rb")
    response = StreamingHttpResponse(
        _pieces(stream, wanted), status=PARTIAL, content_type=stored.media_type
    )
    response.headers["Content-Length"] = str(len(wanted))
    response.headers["Content-Range"] = f"bytes {wanted.start}-{wanted.stop - 1}/{size}"
    return response


def _unsatisfiable(size: int) -> HttpResponse:
    headers = {"Content-Range": f"bytes */{size}"}
    return HttpResponse(status=UNSATISFIABLE, headers=headers, content_type="text/plain")


def _range_of(request: HttpRequest, size: int, etag: str) -> range | None:
    """The bytes that are wanted; None for all of them, an empty range for none that exist.

    What is not one plain range, or is for another state of the file, means all (14.2, 13.1.5).
    """
    header = request.headers.get("Range", "")
    found = _RANGE.fullmatch(header.strip())
    if not found or found[0].endswith("=-"):
        return None
    if request.headers.get("If-Range", etag) != etag:
        return None
    first, last = found[1], found[2]
    if not first:  # the last so many bytes
        return range(max(0, size - int(last)), size)
    if last and int(last) < int(first):
        return None
    return range(int(first), min(int(last) + 1 if last else size, size))


def _pieces(stream: BinaryIO, wanted: range) -> Iterator[bytes]:
    with stream:
        stream.seek(wanted.start)
        left = len(wanted)
        while left and (piece := stream.read(min(PIECE, left))):
            left -= len(piece)
            yield piece

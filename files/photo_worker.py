"""Makes the clean copy of one photo, in a process of its own: see `clean_photo_apart`.

`python -m files.photo_worker SECONDS MEGABYTES` reads the photo from its standard input and
writes its media type, a line end and the copy; nothing where there is none to be made.
"""

from __future__ import annotations

import sys

from files.apart import keep_limits

SECONDS, MEGABYTES = 20, 1024  # a phone's 48 megapixels take 2 seconds and 400 MB


def main() -> None:
    """Answer for the photo on the standard input; never with an exception."""
    keep_limits(sys.argv[1:])
    data = sys.stdin.buffer.read()
    try:
        answer = _copy(data)
    except Exception:  # whatever a decoder makes of hostile bytes
        answer = b""
    sys.stdout.buffer.write(answer)


def _copy(data: bytes) -> bytes:
    from files.claims import PICTURES, claimed  # noqa: PLC0415  only after the limits are kept
    from files.photos import clean_photo  # noqa: PLC0415

    clean = clean_photo(data, reader=PICTURES[claimed(data)])
    return clean.media_type.encode() + b"\n" + clean.data


if __name__ == "__main__":
    main()

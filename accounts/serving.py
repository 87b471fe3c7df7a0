"""Giving out stored files, to those whom a view has let come so far."""

from __future__ import annotations

from django.db.models.fields.files import FieldFile
from django.http import FileResponse, Http404


def sealed(
    stored: FieldFile, media_type: str, *, name: str = "", attachment: bool = False
) -> FileResponse:
    """The file in a response where nothing of it can run, whatever a browser takes it for.

    Raises Http404 when there is none, or when it is gone from the disk.
    """
    try:
        stream = stored.open("rb")
    except (ValueError, FileNotFoundError) as error:
        raise Http404 from error
    response = FileResponse(
        stream, as_attachment=attachment, filename=name, content_type=media_type
    )
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response

"""Files of a case: saved by the browser, never shown by it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from complaints.models import Item, SealedUpload
from complaints.officers.vault import unlocked
from complaints.reporting.uploads import plain_name
from complaints.sealed import recording
from complaints.sealed.reading import alarm
from complaints.sealed.recording import What
from complaints.sealing import KeyMissing, SealingError, Tampered
from complaints.views.case import fetch


@require_GET
@unlocked
def file(request: HttpRequest, pk: UUID, file: UUID) -> HttpResponseBase:
    """The file as it came, noted in the chain; whatever it is, no browser runs it here."""
    case, vault = fetch(request, pk), request.vault
    rows = SealedUpload.objects.select_related("item").exclude(item__kind=Item.Kind.IDENTITY)
    row = get_object_or_404(rows, pk=file, item__case=case)
    try:
        name = plain_name(vault.reader.about(row).name)
        size = vault.reader.size(row)
        pieces = vault.reader.content(row)
        with recording.turn():
            recording.record(
                What.FILE_OPENED, case=case.pk, by=vault.role, facts=(row.pk.hex,)
            )  # fmt: skip
    except (SealingError, OSError) as fault:
        if isinstance(fault, Tampered | KeyMissing):
            alarm(case.pk)
        messages.error(request, _why(fault))
        return redirect("complaints-staff:case", pk)
    return _download(pieces, name, size)


def _download(pieces, name: str, size: int) -> StreamingHttpResponse:
    response = StreamingHttpResponse(pieces, content_type="application/octet-stream")
    response.headers["Content-Disposition"] = content_disposition_header(True, name)
    response.headers["Content-Length"] = str(size)
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def _why(fault: Exception) -> str:
    if isinstance(fault, FileNotFoundError):
        return _("The file is no longer on the disk. Tell whoever keeps the server.")
    if isinstance(fault, Tampered | KeyMissing):
        return _("The file was not written by the portal. It is not given out.")
    if isinstance(fault, SealingError):
        return _("The file is closed to you, or it is damaged. It is not given out.")
    return _("The file cannot be read from the disk. Tell whoever keeps the server.")

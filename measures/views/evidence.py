"""Giving out the files of entries to those who signed in."""

from __future__ import annotations

from uuid import UUID

from django.http import FileResponse, Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from accounts.gate import requires
from accounts.rights import Right
from accounts.serving import sealed
from measures.models import Evidence


@require_safe
@requires(Right.SEE_MEASURES)
def evidence(request: HttpRequest, public_id: UUID) -> FileResponse:
    """The file as it is kept: a photo to look at, a document to save."""
    found = _visible(request, public_id)
    photo = found.kind == Evidence.Kind.PHOTO
    name = found.original_name.rsplit(".", 1)[0] + found.suffix
    return sealed(found.file, found.media_type, name=name, attachment=not photo)


@require_safe
@requires(Right.SEE_MEASURES)
def small(request: HttpRequest, public_id: UUID) -> FileResponse:
    """A photo as lists show it; the photo itself where no small copy was made."""
    found = _visible(request, public_id)
    if found.kind != Evidence.Kind.PHOTO:
        raise Http404
    if found.thumbnail:
        return sealed(found.thumbnail, "image/jpeg")
    return sealed(found.file, found.media_type)


def _visible(request: HttpRequest, public_id: UUID) -> Evidence:
    """A kept file, or one that waits for the person's own form; 404 for all else."""
    kept = Evidence.objects.kept()
    waiting = Evidence.objects.filter(entry__isnull=True, uploaded_by=request.user)
    return get_object_or_404(kept | waiting, public_id=public_id)

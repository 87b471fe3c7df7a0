"""How a publication will look, for the staff who may see it; nobody else reads it yet."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from accounts.gate import requires
from accounts.rights import Right
from publications.models import Attachment, Publication
from website.reading import reading_of, whatever
from website.views.articles import shown


@require_safe
@requires(Right.WRITE_CONTENT)
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """The page as the public would read it, with photos and files that are not public yet."""
    found = get_object_or_404(Publication.objects.visible_to(request.user), pk=pk)
    if found.kind == Publication.Kind.LIVE_PAGE:
        raise Http404
    one = whatever(found.kind, files=Attachment.objects.kept()).get(pk=found.pk)
    return shown(request, reading_of(one), preview=True)

"""Preview links: made and shown once, stopped."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.gate import requires
from accounts.refusals import NotAllowed
from accounts.rights import Right
from publications import previews as verbs
from publications.views.fetching import back, fetch


@require_POST
@requires(Right.WRITE_CONTENT)
def make(request: HttpRequest, pk: int) -> HttpResponse:
    """A new link, on a page that is shown this once."""
    publication = fetch(request, pk)
    try:
        key = verbs.make(publication, by=request.user)
    except NotAllowed as refusal:
        return back(request, publication, refusal)
    address = request.build_absolute_uri(reverse("website:preview", args=[key]))
    context = {"publication": publication, "address": address, "days": verbs.DAYS}
    return render(request, "publications/preview_made.html", context)


@require_POST
@requires(Right.WRITE_CONTENT)
def stop(request: HttpRequest, pk: int, link: int) -> HttpResponse:
    publication = fetch(request, pk)
    found = get_object_or_404(publication.preview_links.select_related("publication"), pk=link)
    try:
        stopped = verbs.stop(found, by=request.user)
    except NotAllowed as refusal:
        return back(request, publication, refusal)
    said = _("The link no longer works.") if stopped else _("The link had ended before.")
    messages.success(request, said)
    return redirect("publications:detail", pk)

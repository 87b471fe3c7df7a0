"""The photos of a publication: add many, follow the work on them, describe and order them."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.gate import requires
from accounts.refusals import NotAllowed, tell
from accounts.rights import Right
from accounts.views.pages import sent
from publications import pictures as verbs
from publications import publishing
from publications.forms_files import PhotosForm, PicturesForm
from publications.models import Picture, Publication
from publications.views import rows
from publications.views.fetching import fetch


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Right.WRITE_CONTENT)
def pictures(request: HttpRequest, pk: int) -> HttpResponse:
    """All photos with their words; a POST saves them all and does what its button says."""
    publication = fetch(request, pk)
    form = _form(request, publication)
    if request.method != "POST":
        return _page(request, publication, form)
    if status := rows.save(request, publication, form, verbs.arrange):
        return _page(request, publication, form, status=status)
    return redirect(reverse("publications:pictures", args=[pk]) + form.place)


def _form(request: HttpRequest, publication: Publication) -> PicturesForm:
    """What came back knows its own photos; one that is ready since then is none of them."""
    mine = verbs.shown(publication)
    if data := sent(request):
        mine = [row for row in mine if f"alt_{row.pk}" in data]
    return PicturesForm(data, rows=mine, publication=publication)


def _page(
    request: HttpRequest, publication: Publication, form: PicturesForm, *, status: int = 200
) -> HttpResponse:
    refused = publication.pictures.filter(removed_at=None, state=Picture.State.REFUSED)
    context = {
        "publication": publication,
        "form": form,
        "photos_form": PhotosForm(),
        "reasons": publishing.blockers_of_change(publication, by=request.user),
        "progress": verbs.progress_of(publication),
        "refused": list(refused),
        "lost": list(verbs.lost(publication)),
    }
    return render(request, "publications/pictures.html", context, status=status)


@require_POST
@requires(Right.WRITE_CONTENT)
def add(request: HttpRequest, pk: int) -> HttpResponse:
    """Take photos in; what became of each stands on the page that follows."""
    publication = fetch(request, pk)
    form = PhotosForm(request.POST, request.FILES)
    if taken := rows.take_in(request, publication, form, verbs.take_in):
        _tell_taken(request, taken)
    return redirect("publications:pictures", pk)


def _tell_taken(request: HttpRequest, taken: verbs.Taken) -> None:
    if taken.new:
        words = ngettext("%(count)d photo came in.", "%(count)d photos came in.", taken.new)
        messages.success(request, words % {"count": taken.new})
    if taken.known:
        words = ngettext(
            "%(count)d photo was here already.", "%(count)d photos were here already.", taken.known
        )
        messages.info(request, words % {"count": taken.known})
    if taken.refused:
        words = ngettext(
            "%(count)d file was refused; the reason stands below.",
            "%(count)d files were refused; the reasons stand below.",
            taken.refused,
        )
        messages.warning(request, words % {"count": taken.refused})
    if taken.left:
        words = _("%(count)d photos were left out: at most %(once)d at once, %(most)d in all.")
        limits = {"count": taken.left, "once": verbs.MOST_AT_ONCE, "most": verbs.MOST}
        messages.warning(request, words % limits)


@require_safe
@requires(Right.WRITE_CONTENT)
def progress(request: HttpRequest, pk: int) -> HttpResponse:
    """The part of the page that says how far the photos are; asked again until all are done."""
    publication = fetch(request, pk)
    context = {"publication": publication, "progress": verbs.progress_of(publication)}
    return render(request, "publications/pictures_progress.html", context | {"asked": True})


@require_POST
@requires(Right.WRITE_CONTENT)
def retry(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin anew with photos whose worker was not heard of again."""
    publication = fetch(request, pk)
    try:
        verbs.retry(publication, by=request.user)
    except NotAllowed as refusal:
        tell(request, refusal)
    return redirect("publications:pictures", pk)


@require_POST
@requires(Right.WRITE_CONTENT)
def dismiss(request: HttpRequest, pk: int, public_id: UUID) -> HttpResponse:
    """Put a refused photo out of sight."""
    publication = fetch(request, pk)
    try:
        verbs.dismiss(publication, public_id, by=request.user)
    except NotAllowed as refusal:
        tell(request, refusal)
    return redirect("publications:pictures", pk)

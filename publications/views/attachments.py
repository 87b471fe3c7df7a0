"""The files of a publication: add, name, order, replace, put on the page; those nobody can read."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.gate import requires
from accounts.refusals import NotAllowed, tell
from accounts.rights import Right
from accounts.views.pages import sent
from files.refusals import FileRefused
from publications import attachments as verbs
from publications import guard, publishing, reading
from publications.deciding import decides, decides_any
from publications.forms_files import (
    FilesForm,
    NewFilesForm,
    ReleaseForm,
    ReplaceForm,
    UnreadFilter,
)
from publications.models import Attachment, Publication
from publications.views import rows
from publications.views.fetching import fetch, visible_to

ASKED = ["GET", "HEAD", "POST"]
PER_PAGE = 30


@require_http_methods(ASKED)
@requires(Right.WRITE_CONTENT)
def files(request: HttpRequest, pk: int) -> HttpResponse:
    """All files with their names; a POST saves them all and does what its button says."""
    publication = fetch(request, pk)
    form = _form(request, publication)
    if request.method != "POST":
        return _page(request, publication, form)
    if status := rows.save(request, publication, form, verbs.arrange):
        return _page(request, publication, form, status=status)
    return redirect(reverse("publications:files", args=[pk]) + form.place)


def _form(request: HttpRequest, publication: Publication) -> FilesForm:
    mine = list(verbs.listed(publication))
    if data := sent(request):
        mine = [row for row in mine if f"title_{row.pk}" in data]
    return FilesForm(data, rows=mine, publication=publication)


def _page(
    request: HttpRequest, publication: Publication, form: FilesForm, *, status: int = 200
) -> HttpResponse:
    for row in form.rows:
        row.waits = verbs.waits_for_release(row, publication)
        row.unread = row.text_state in reading.UNFINISHED
    context = {
        "publication": publication,
        "form": form,
        "new_form": NewFilesForm(),
        "reasons": publishing.blockers_of_change(publication, by=request.user),
        "decides": decides(request.user, publication.kind),
        "lost": set(reading.lost(publication.attachments.all()).values_list("pk", flat=True)),
        "reading": sum(row.unread for row in form.rows),
    }
    return render(request, "publications/files.html", context, status=status)


@require_POST
@requires(Right.WRITE_CONTENT)
def add(request: HttpRequest, pk: int) -> HttpResponse:
    """Take files in; what became of each stands on the page that follows."""
    publication = fetch(request, pk)
    form = NewFilesForm(request.POST, request.FILES)
    if taken := rows.take_in(request, publication, form, verbs.take_in):
        _tell_taken(request, taken)
    return redirect("publications:files", pk)


def _tell_taken(request: HttpRequest, taken: verbs.Taken) -> None:
    if taken.new:
        words = ngettext("%(count)d file came in.", "%(count)d files came in.", taken.new)
        messages.success(request, words % {"count": taken.new})
    if taken.known:
        words = ngettext(
            "%(count)d file was here already.", "%(count)d files were here already.", taken.known
        )
        messages.info(request, words % {"count": taken.known})
    for words in taken.removed:
        messages.info(request, words)
    for words in taken.refusals:
        messages.error(request, words)


@require_safe
@requires(Right.WRITE_CONTENT)
def progress(request: HttpRequest, pk: int) -> HttpResponse:
    """The part of the page that says how many files are still being read."""
    publication = fetch(request, pk)
    unfinished = publication.attachments.kept().filter(text_state__in=reading.UNFINISHED)
    lost = reading.lost(publication.attachments.all())
    context = {
        "publication": publication,
        "reading": unfinished.exclude(pk__in=lost.values("pk")).count(),
        "asked": True,
    }
    return render(request, "publications/files_progress.html", context)


@require_http_methods(ASKED)
@requires(Right.WRITE_CONTENT)
def replace(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Another file in the place of this one."""
    one, publication = _fetch_file(request, public_id)
    form = ReplaceForm(sent(request), request.FILES or None)
    reasons = publishing.blockers_of_change(publication, by=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            verbs.replace(one, form.cleaned_data["file"], by=request.user)
        except FileRefused as refusal:
            form.add_error("file", refusal.message)
        except NotAllowed as refusal:
            form.add_error(None, refusal.reasons)
        else:
            messages.success(request, _("The new file came in."))
            return redirect("publications:files", publication.pk)
    return _file_page(request, "replace", publication, form, file=one, reasons=reasons)


@require_http_methods(ASKED)
@requires(Right.WRITE_CONTENT)
def release(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Put a file that came later on the public page, once the guard was asked."""
    if not decides_any(request.user):
        raise PermissionDenied
    one, publication = _fetch_file(request, public_id)
    if not decides(request.user, publication.kind):
        raise PermissionDenied
    form = ReleaseForm(sent(request), publication=publication)
    reasons = [] if verbs.waits_for_release(one, publication) else [_nothing_to_release()]
    if request.method == "POST" and form.is_valid() and not reasons:
        try:
            verbs.release(
                one, by=request.user, reason=form.cleaned_data["reason"], confirmed=form.keys
            )
        except NotAllowed as refusal:
            form.add_error(None, refusal.reasons)
        else:
            messages.success(request, _("The file is on the page now."))
            return redirect("publications:files", publication.pk)
    form.show_found(guard.unconfirmed(publication, frozenset()))
    return _file_page(request, "release", publication, form, file=one, reasons=reasons)


def _nothing_to_release() -> str:
    return _("It is on the page already, or goes there when its publication is published.")


@require_POST
@requires(Right.WRITE_CONTENT)
def retry(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Read a file once more that could not be read, or whose worker was not heard of again."""
    one, publication = _fetch_file(request, public_id)
    reasons = publishing.blockers_of_change(publication, by=request.user)
    if reasons:
        tell(request, NotAllowed(reasons))
    else:
        reading.retry(one)
    return redirect("publications:files", publication.pk)


def _fetch_file(request: HttpRequest, public_id: UUID) -> tuple[Attachment, Publication]:
    """A kept file and its publication; 404 where the person may not see it."""
    kept = Attachment.objects.kept().select_related("replaces__publication")
    one = get_object_or_404(kept, public_id=public_id)
    one.publication = fetch(request, one.publication_id)
    return one, one.publication


def _file_page(
    request: HttpRequest, page: str, publication: Publication, form, **context: object
) -> HttpResponse:
    status = rows.INVALID if form.errors else 200
    context |= {"publication": publication, "form": form}
    return render(request, f"publications/files_{page}.html", context, status=status)


@require_safe
@requires(Right.WRITE_CONTENT)
def unread(request: HttpRequest) -> HttpResponse:
    """Files whose words nobody can search: unreadable ones and scans, with what to do."""
    mine = Attachment.objects.filter(publication__in=visible_to(request.user))
    every = reading.unread(mine).exclude(publication__state=Publication.State.WITHDRAWN)
    form = UnreadFilter(request.GET)
    found = form.apply(every).select_related("publication__unit").order_by("-uploaded_at", "-pk")
    context = {
        "form": form,
        "page": Paginator(found, PER_PAGE).get_page(request.GET.get("page")),
        "is_filtered": form.is_filtering(),
    }
    return render(request, "publications/files_unread.html", context)

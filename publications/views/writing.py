"""A new publication, and changing one: the form of its kind."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.gate import requires
from accounts.refusals import NotAllowed, Stale
from accounts.rights import Right
from accounts.views.pages import sent
from publications import publishing
from publications.forms_writing import WritingForm, form_class
from publications.kinds import KINDS, Kind, kind_of
from publications.models import Publication
from publications.moving import NotConfirmed
from publications.views.fetching import back, fetch

INVALID, MEANWHILE = 422, 409


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Right.WRITE_CONTENT)
def add(request: HttpRequest, kind: str) -> HttpResponse:
    """A new draft of the kind."""
    row = _by_hand(kind)
    form = form_class(row)(sent(request), instance=row.model(kind=row.code), by=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            made = publishing.create(row.code, facts=form.facts(), by=request.user)
        except NotAllowed as refusal:
            form.add_error(None, refusal.reasons)
        else:
            messages.success(request, _("The draft is saved. Nobody outside sees it yet."))
            _hint(request, form)
            return redirect("publications:detail", made.pk)
    return _page(request, form, row)


def _by_hand(kind: str) -> Kind:
    row = KINDS.get(kind)
    if row is None or not row.written_by_hand or row.made_in:
        raise Http404
    return row


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Right.WRITE_CONTENT)
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """The facts of one; what was typed stays, whatever comes in between."""
    publication = fetch(request, pk)
    reasons = publishing.blockers_of_change(publication, by=request.user)
    if reasons and request.method != "POST":
        return back(request, publication, reasons)
    # The form writes into its own copy of the row.
    form = form_class(kind_of(publication))(
        sent(request), instance=fetch(request, pk), by=request.user
    )
    status = None
    if request.method == "POST" and form.is_valid():
        status = _save(request, publication, form)
        if status is None:
            return redirect("publications:detail", pk)
    return _page(request, form, kind_of(publication), publication=publication, status=status)


def _save(request: HttpRequest, publication: Publication, form: WritingForm) -> int | None:
    """Save through the verb; the status of the page that comes back when it could not."""
    try:
        changed = publishing.change(
            publication, facts=form.facts(), by=request.user, seen=form.seen,
            reason=form.why, confirmed=form.keys,
        )  # fmt: skip
    except NotConfirmed as refusal:
        form.add_error(None, refusal.reasons)
        form.show_found(refusal.found)
        return INVALID
    except Stale as refusal:
        form.add_error(None, refusal.reasons)
        form.stale_since = form.seen
        form.show_version(publication.version)
        return MEANWHILE
    except NotAllowed as refusal:
        form.add_error(None, refusal.reasons)
        return INVALID
    messages.success(request, _("Saved.") if changed else _("Nothing was changed."))
    _hint(request, form)
    return None


def _hint(request: HttpRequest, form: WritingForm) -> None:
    """Say what to look at again although it was saved."""
    for words in form.kind.hints(form.facts()):
        messages.warning(request, words)


def _page(
    request: HttpRequest,
    form: WritingForm,
    kind: Kind,
    *,
    publication: Publication | None = None,
    status: int | None = None,
) -> HttpResponse:
    url = reverse("publications:list")
    if publication is not None:
        url = reverse("publications:detail", args=[publication.pk])
    context = {"form": form, "kind": kind, "publication": publication, "back_url": url}
    if status is None:
        status = INVALID if form.errors else 200
    return render(request, "publications/publication_edit.html", context, status=status)

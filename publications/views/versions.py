"""How a publication read before: its versions, two side by side, an earlier one again."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.gate import requires
from accounts.refusals import NotAllowed, Stale
from accounts.rights import Right
from accounts.views.pages import sent
from publications import publishing
from publications.forms import RestoreForm
from publications.models import Publication, Version
from publications.moving import NotConfirmed
from publications.readings import differences, readings_of
from publications.views.fetching import back, fetch

INVALID, MEANWHILE = 422, 409


@require_safe
@requires(Right.WRITE_CONTENT)
def versions(request: HttpRequest, pk: int) -> HttpResponse:
    """Every version in which something reads otherwise than before, latest first."""
    publication = fetch(request, pk)
    context = {
        "publication": publication,
        "readings": readings_of(publication),
        "may_write": not publishing.blockers_of_change(publication, by=request.user),
    }
    return render(request, "publications/version_list.html", context)


@require_safe
@requires(Right.WRITE_CONTENT)
def compare(request: HttpRequest, pk: int, a: int, b: int) -> HttpResponse:
    """Two versions: facts side by side, texts with what went and what came."""
    publication = fetch(request, pk)
    before, after = (_version(publication, number) for number in sorted((a, b)))
    context = {
        "publication": publication,
        "before": before,
        "after": after,
        "differences": differences(before, after),
        "may_write": not publishing.blockers_of_change(publication, by=request.user),
    }
    return render(request, "publications/version_compare.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Right.WRITE_CONTENT)
def restore(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Ask, then write the texts of an earlier version again."""
    publication = fetch(request, pk)
    version = _version(publication, number)
    if reasons := publishing.blockers_of_change(publication, by=request.user):
        return back(request, publication, reasons)
    form = RestoreForm(
        sent(request), publication=publication, initial={"version": publication.version}
    )
    status = INVALID if request.method == "POST" else 200
    if request.method == "POST" and form.is_valid():
        status = _restore(request, publication, version, form)
        if status is None:
            return redirect("publications:detail", pk)
    context = {"publication": publication, "version": version, "form": form}
    return render(request, "publications/version_restore.html", context, status=status)


def _restore(
    request: HttpRequest, publication: Publication, version: Version, form: RestoreForm
) -> int | None:
    """Restore through the verb; the status of the page that comes back when it could not."""
    try:
        changed = publishing.restore(
            publication, version, by=request.user, seen=form.seen,
            reason=form.cleaned_data.get("reason", ""), confirmed=form.keys,
        )  # fmt: skip
    except NotConfirmed as refusal:
        form.add_error(None, refusal.reasons)
        form.show_found(refusal.found)
        return INVALID
    except NotAllowed as refusal:
        form.add_error(None, refusal.reasons)
        return MEANWHILE if isinstance(refusal, Stale) else INVALID
    if changed:
        said = _("The texts of version %(number)d are back.") % {"number": version.number}
        messages.success(request, said)
    else:
        messages.info(request, _("Those are the texts that stand there now."))
    return None


def _version(publication: Publication, number: int) -> Version:
    found = publication.versions.select_related("by")
    return get_object_or_404(found, number=number)

"""The settings of the office."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.gate import requires
from accounts.refusals import refusals_into
from accounts.rights import Right
from accounts.serving import sealed
from files.pictures import MAX_BYTES, PictureRefused
from portal.forms import OrganisationForm
from portal.models import Organisation
from portal.organising import change_organisation


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Right.EDIT_ORGANISATION)
def organisation(request: HttpRequest) -> HttpResponse:
    """All facts of the office in one form."""
    posted = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = OrganisationForm(*posted, instance=Organisation.current())
    if request.method == "POST" and form.is_valid() and _changed(form, request):
        messages.success(request, _("Saved."))
        return redirect("portal:organisation")
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "portal/organisation.html", {"form": form}, status=status)


def _changed(form: OrganisationForm, request: HttpRequest) -> bool:
    upload = form.cleaned_data.get("emblem")
    try:
        with refusals_into(form):
            change_organisation(
                facts=form.facts(),
                seen=form.cleaned_data["seen"],
                by=request.user,
                emblem=upload.read(MAX_BYTES + 1) if upload else None,
                remove_emblem=form.cleaned_data.get("remove_emblem", False),
            )
    except PictureRefused as refusal:
        form.add_error("emblem", str(refusal))
    return not form.errors


@require_safe
@requires(Right.EDIT_ORGANISATION)
def emblem(request: HttpRequest) -> HttpResponse:
    """The office's own emblem, as a picture that can do nothing else."""
    return sealed(Organisation.current().garuda, "image/png", name="emblem.png")

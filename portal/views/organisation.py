"""The settings of the office."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.gate import requires
from accounts.refusals import NotAllowed, refusals_into, tell
from accounts.rights import Right
from accounts.serving import sealed
from accounts.views.pages import form_page, sent
from files.packages import MEGABYTE
from files.photos import MAX_MEGABYTES
from files.refusals import FileRefused
from portal import organising
from portal.forms import EmergencyForm, OrganisationForm
from portal.models import EmergencyNumber, Organisation

MOST_BYTES = MAX_MEGABYTES * MEGABYTE  # of any picture; smaller limits are the cleaners' own


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Right.EDIT_ORGANISATION)
def organisation(request: HttpRequest) -> HttpResponse:
    """All facts of the office in one form, and the emergency numbers below it."""
    posted = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = OrganisationForm(*posted, instance=Organisation.current())
    if request.method == "POST" and form.is_valid() and _changed(form, request):
        messages.success(request, _("Saved."))
        return redirect("portal:organisation")
    status = 422 if form.is_bound and form.errors else 200
    context = {"form": form, "emergency": list(EmergencyNumber.objects.all())}
    return render(request, "portal/organisation.html", context, status=status)


def _changed(form: OrganisationForm, request: HttpRequest) -> bool:
    pictures = _pictures(form)
    if not form.errors:
        with refusals_into(form):
            organising.change_organisation(
                facts=form.facts(),
                seen=form.cleaned_data["seen"],
                by=request.user,
                pictures=pictures,
            )
    return not form.errors


def _pictures(form: OrganisationForm) -> dict[str, bytes | None]:
    """New pictures, cleaned, and None for those that go; a refused one is the field's error."""
    found: dict[str, bytes | None] = {}
    for name, (file, remove) in form.PICTURE_FIELDS.items():
        if upload := form.cleaned_data.get(file):
            try:
                found[name] = organising.clean_picture(name, upload.read(MOST_BYTES + 1))
            except FileRefused as refusal:
                form.add_error(file, str(refusal))
        elif form.cleaned_data.get(remove):
            found[name] = None
    return found


@require_safe
@requires(Right.EDIT_ORGANISATION)
def emblem(request: HttpRequest) -> HttpResponse:
    """The office's own emblem, as a picture that can do nothing else."""
    return sealed(Organisation.current().garuda, "image/png", name="emblem.png")


# --- emergency numbers --------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Right.EDIT_ORGANISATION)
def emergency_add(request: HttpRequest) -> HttpResponse:
    form = EmergencyForm(sent(request))
    return _written(
        request,
        form,
        title=_("Add an emergency number"),
        save=lambda facts: organising.add_emergency(
            name=facts["name"], number=facts["number"], by=request.user
        ),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Right.EDIT_ORGANISATION)
def emergency_edit(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(EmergencyNumber, pk=pk)
    typed = {"name": row.name, "number": row.number, "seen": str(row)}
    form = EmergencyForm(sent(request), initial=typed)
    return _written(
        request,
        form,
        title=_("Change “%(entry)s”") % {"entry": row.name},
        save=lambda facts: organising.change_emergency(row, **facts, by=request.user),
    )


def _written(
    request: HttpRequest,
    form: EmergencyForm,
    *,
    title: str,
    save: Callable[[dict], EmergencyNumber],
) -> HttpResponse:
    if form.is_bound and form.is_valid():
        with refusals_into(form):
            row = save(form.cleaned_data)
            messages.success(request, _("Saved."))
            return redirect(f"{reverse('portal:organisation')}#number-{row.pk}")
    back = (reverse("portal:organisation"), _("Settings of the office"))
    return form_page(request, form, title=title, submit=_("Save"), back=back)


@require_POST
@requires(Right.EDIT_ORGANISATION)
def emergency_move(request: HttpRequest, pk: int) -> HttpResponse:
    """One place up or down."""
    to = "up" if request.POST.get("to") == "up" else "down"
    done = _("“%(entry)s” is moved.")
    return _done(request, pk, done, to, organising.move_emergency, up=to == "up")


@require_POST
@requires(Right.EDIT_ORGANISATION)
def emergency_remove(request: HttpRequest, pk: int) -> HttpResponse:
    done = _("“%(entry)s” is removed.")
    return _done(request, pk, done, "", organising.remove_emergency)


def _done(
    request: HttpRequest, pk: int, done: str, mark: str, verb: Callable[..., None], **facts: bool
) -> HttpResponse:
    row = get_object_or_404(EmergencyNumber, pk=pk)
    try:
        verb(row, by=request.user, **facts)
    except NotAllowed as refusal:
        tell(request, refusal)
    else:
        messages.success(request, done % {"entry": row.name})
    return redirect(f"{reverse('portal:organisation')}#{f'{mark}-{pk}' if mark else 'emergency'}")

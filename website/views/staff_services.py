"""What people come to do, for whoever keeps the website: tiles and links of the e-services."""

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
from accounts.views.pages import form_page, sent
from website import keeping
from website import services as verbs
from website.forms_staff import ServiceForm
from website.models import Service
from website.places import words_of


@require_safe
@requires(Right.EDIT_WEBSITE)
def services(request: HttpRequest) -> HttpResponse:
    """The tiles of the home page, then the other links, each in its order."""
    found = [_row(one) for one in Service.objects.all()]
    tiles = [row for row in found if row["service"].on_home]
    shown = [row for row in tiles if row["service"].active]
    groups = [
        {"code": "tiles", "title": _("Tiles of the home page"), "rows": tiles},
        {
            "code": "others",
            "title": _("Other links of the e-services"),
            "rows": [row for row in found if not row["service"].on_home],
        },
    ]
    context = {
        "groups": groups,
        "too_many": len(shown) > verbs.TILES,
        "left_out": shown[verbs.TILES :],
        "events": keeping.history("service"),
    }
    return render(request, "website/staff_services.html", context)


def _row(service: Service) -> dict[str, object]:
    return {
        "service": service,
        "target": service.url or words_of(service.view_name),
        "lost": not service.address(),
    }


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Right.EDIT_WEBSITE)
def service_add(request: HttpRequest) -> HttpResponse:
    form = ServiceForm(sent(request))
    return _written(
        request, form, title=_("Add a service"),
        save=lambda facts: verbs.add(facts=facts, by=request.user).pk,
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Right.EDIT_WEBSITE)
def service_edit(request: HttpRequest, pk: int) -> HttpResponse:
    service = get_object_or_404(Service, pk=pk)
    form = ServiceForm(sent(request), service=service)

    def save(facts: dict) -> int:
        verbs.change(service, facts=facts, version=form.seen_version, by=request.user)
        return pk

    return _written(request, form, title=_("Change “%(entry)s”") % {"entry": service}, save=save)


def _written(
    request: HttpRequest, form: ServiceForm, *, title: str, save: Callable[[dict], int]
) -> HttpResponse:
    if form.is_bound and form.is_valid():
        with refusals_into(form):
            pk = save(form.facts())
            messages.success(request, _("Saved."))
            return redirect(f"{reverse('website-staff:services')}#service-{pk}")
    return form_page(
        request, form, title=title, submit=_("Save"),
        back=(reverse("website-staff:services"), _("Services")),
        template="website/staff_service.html",
    )  # fmt: skip


@require_POST
@requires(Right.EDIT_WEBSITE)
def service_move(request: HttpRequest, pk: int) -> HttpResponse:
    """One place up or down."""
    to = "up" if request.POST.get("to") == "up" else "down"
    return _done(request, pk, _("“%(entry)s” is moved."), to, verbs.move, up=to == "up")


@require_POST
@requires(Right.EDIT_WEBSITE)
def service_show(request: HttpRequest, pk: int) -> HttpResponse:
    """Hide it from the public, or show it again."""
    shown = request.POST.get("show") == "1"
    done = _("“%(entry)s” is shown again.") if shown else _("“%(entry)s” is hidden.")
    return _done(request, pk, done, "show", verbs.set_shown, shown=shown)


@require_POST
@requires(Right.EDIT_WEBSITE)
def service_remove(request: HttpRequest, pk: int) -> HttpResponse:
    return _done(request, pk, _("“%(entry)s” is removed."), "service", verbs.remove)


def _done(
    request: HttpRequest, pk: int, done: str, mark: str, verb: Callable[..., None], **facts: bool
) -> HttpResponse:
    service = get_object_or_404(Service, pk=pk)
    try:
        verb(service, by=request.user, **facts)
    except NotAllowed as refusal:
        tell(request, refusal)
    else:
        messages.success(request, done % {"entry": service})
    return redirect(f"{reverse('website-staff:services')}#{mark}-{pk}")

"""The people of the office: finding them, adding them, and how they sign in."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import people as verbs
from accounts.forms import PeopleFilter, PersonForm
from accounts.gate import requires
from accounts.models import Appointment, PeopleEvent, User
from accounts.refusals import NotAllowed, refusals_into, tell
from accounts.rights import Right, may
from accounts.views.pages import form_page, sent

A_PAGE = 50  # people


@require_safe
@requires(Right.SEE_PEOPLE)
def people(request: HttpRequest) -> HttpResponse:
    """Everyone, with the posts of today; searched by name or post, by unit, by state."""
    form = PeopleFilter(request.GET)
    form.is_valid()
    found = _filtered(form.cleaned_data)
    page = Paginator(found.with_posts(timezone.localdate()), A_PAGE).get_page(
        request.GET.get("page")
    )
    filtered = any(form.cleaned_data.values())
    context = {"form": form, "page": page, "filtered": filtered}
    return render(request, "accounts/people.html", context)


def _filtered(wanted: dict) -> QuerySet[User]:
    found = User.objects.order_by("first_name", "last_name", "pk")
    if wanted.get("state") != "all":
        found = found.filter(is_active=wanted.get("state") != "stopped")
    if wanted.get("unit"):
        found = found.filter(unit=wanted["unit"])
    return found.found_by(wanted.get("q", ""))


@require_safe
@requires(Right.SEE_PEOPLE)
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """A person's posts now and before, and for the keeper and the person the rest."""
    shown = get_object_or_404(User.objects.select_related("unit"), pk=pk)
    today = timezone.localdate()
    appointments = Appointment.objects.filter(person=shown).select_related("post")
    context = {
        "person": shown,
        "now": appointments.on(today),
        "later": appointments.after(today).order_by("starts"),
        "before": appointments.over_before(today).order_by("-ends"),
        "grants": shown.role_grants.on(today) | shown.role_grants.after(today),
        "grants_before": shown.role_grants.over_before(today),
    }
    if may(request.user, Right.MANAGE_PEOPLE):
        context["events"] = events_of(shown)[:50]
        context["stop_reasons"] = verbs.deactivation_blockers(shown, by=request.user)
        context["link_reasons"] = verbs.link_blockers(shown, by=request.user)
    return render(request, "accounts/person.html", context)


def events_of(someone: User) -> QuerySet[PeopleEvent]:
    """What was done to the person's entry, latest first."""
    events = PeopleEvent.objects.filter(person=someone).select_related("by", "post")
    return events.order_by("-at", "-pk")


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Right.MANAGE_PEOPLE)
def person_add(request: HttpRequest) -> HttpResponse:
    form = PersonForm(sent(request))
    if request.method == "POST" and form.is_valid():
        with refusals_into(form):
            added = verbs.add_person(fields=form.facts(), by=request.user)
            messages.success(request, _("%(person)s is added.") % {"person": added})
            return redirect("accounts:person", added.pk)
    return form_page(
        request,
        form,
        title=_("Add a person"),
        submit=_("Add the person"),
        back=(reverse("accounts:people"), _("People")),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Right.MANAGE_PEOPLE)
def person_edit(request: HttpRequest, pk: int) -> HttpResponse:
    shown = get_object_or_404(User, pk=pk)
    form = PersonForm(sent(request), instance=User.objects.get(pk=pk))
    if request.method == "POST" and form.is_valid():
        with refusals_into(form):
            verbs.change_person(
                shown, fields=form.facts(), version=form.seen_version, by=request.user
            )
            messages.success(request, _("Saved."))
            return redirect("accounts:person", pk)
    return form_page(
        request,
        form,
        title=_("Change %(person)s") % {"person": shown},
        submit=_("Save"),
        back=(reverse("accounts:person", args=[pk]), str(shown)),
    )


@require_POST
@requires(Right.MANAGE_PEOPLE)
def person_stop(request: HttpRequest, pk: int) -> HttpResponse:
    """Stop the person's sign-in at once."""
    shown = get_object_or_404(User, pk=pk)
    done = _("%(person)s can no longer sign in; open sessions are ended.")
    return _switched(request, shown, verbs.deactivate, done)


@require_POST
@requires(Right.MANAGE_PEOPLE)
def person_resume(request: HttpRequest, pk: int) -> HttpResponse:
    """Let the person sign in again."""
    shown = get_object_or_404(User, pk=pk)
    return _switched(request, shown, verbs.reactivate, _("%(person)s can sign in again."))


def _switched(request: HttpRequest, shown: User, verb, done: str) -> HttpResponse:
    try:
        verb(shown, by=request.user)
    except NotAllowed as refusal:
        tell(request, refusal)
    else:
        messages.success(request, done % {"person": shown})
    return redirect("accounts:person", shown.pk)


@require_POST
@requires(Right.MANAGE_PEOPLE)
def person_link(request: HttpRequest, pk: int) -> HttpResponse:
    """Make a set-password link and show it this once, to be handed over."""
    shown = get_object_or_404(User, pk=pk)
    try:
        uid, token = verbs.issue_link(shown, by=request.user)
    except NotAllowed as refusal:
        tell(request, refusal)
        return redirect("accounts:person", pk)
    address = request.build_absolute_uri(reverse("accounts:set-password", args=[uid, token]))
    return render(request, "accounts/link.html", {"person": shown, "address": address})

"""Appointments and roles of a person, and who acts for whom."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Prefetch, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts import appointing
from accounts.forms import AppointmentForm, EndForm, RoleForm, WithdrawalForm
from accounts.gate import requires
from accounts.models import Appointment, RoleGrant, User
from accounts.refusals import refusals_into
from accounts.rights import Right
from accounts.views.pages import form_page, sent

ASKED = ["GET", "HEAD", "POST"]


def _back(person: User) -> tuple[str, str]:
    return reverse("accounts:person", args=[person.pk]), str(person)


@require_http_methods(ASKED)
@requires(Right.MANAGE_PEOPLE)
def appoint(request: HttpRequest, pk: int) -> HttpResponse:
    person = get_object_or_404(User, pk=pk)
    form = AppointmentForm(sent(request))
    if request.method == "POST" and form.is_valid():
        with refusals_into(form):
            appointing.appoint(person=person, by=request.user, **form.cleaned_data)
            messages.success(request, _("The appointment is recorded."))
            return redirect("accounts:person", pk)
    return form_page(
        request,
        form,
        title=_("Appoint %(person)s") % {"person": person},
        submit=_("Appoint"),
        back=_back(person),
    )


@require_http_methods(ASKED)
@requires(Right.MANAGE_PEOPLE)
def appointment_end(request: HttpRequest, pk: int) -> HttpResponse:
    appointment = get_object_or_404(Appointment.objects.select_related("person", "post"), pk=pk)
    form = EndForm(sent(request))
    if request.method == "POST" and form.is_valid():
        with refusals_into(form):
            ends = form.cleaned_data["ends"]
            appointing.end_appointment(appointment=appointment, ends=ends, by=request.user)
            messages.success(request, _("The last day of the appointment is recorded."))
            return redirect("accounts:person", appointment.person_id)
    return form_page(
        request,
        form,
        title=_("End an appointment"),
        submit=_("Record the last day"),
        back=_back(appointment.person),
        template="accounts/appointment_end.html",
        appointment=appointment,
    )


@require_http_methods(ASKED)
@requires(Right.MANAGE_PEOPLE)
def appointment_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    appointment = get_object_or_404(Appointment.objects.select_related("person", "post"), pk=pk)
    form = WithdrawalForm(sent(request))
    if request.method == "POST" and form.is_valid():
        with refusals_into(form):
            reason = form.cleaned_data["reason"]
            appointing.withdraw_appointment(appointment=appointment, reason=reason, by=request.user)
            messages.success(request, _("The mistaken appointment is withdrawn."))
            return redirect("accounts:person", appointment.person_id)
    return form_page(
        request,
        form,
        title=_("Withdraw a mistaken appointment"),
        submit=_("Withdraw the appointment"),
        back=_back(appointment.person),
        template="accounts/appointment_withdraw.html",
        appointment=appointment,
    )


@require_http_methods(ASKED)
@requires(Right.MANAGE_PEOPLE)
def role_grant(request: HttpRequest, pk: int) -> HttpResponse:
    person = get_object_or_404(User, pk=pk)
    form = RoleForm(sent(request))
    if request.method == "POST" and form.is_valid():
        with refusals_into(form):
            appointing.grant_role(person=person, by=request.user, **form.cleaned_data)
            messages.success(request, _("The role is granted."))
            return redirect("accounts:person", pk)
    return form_page(
        request,
        form,
        title=_("Give %(person)s a role") % {"person": person},
        submit=_("Give the role"),
        back=_back(person),
    )


@require_http_methods(ASKED)
@requires(Right.MANAGE_PEOPLE)
def role_end(request: HttpRequest, pk: int) -> HttpResponse:
    grant = get_object_or_404(RoleGrant.objects.select_related("person"), pk=pk)
    form = EndForm(sent(request))
    if request.method == "POST" and form.is_valid():
        with refusals_into(form):
            appointing.end_role(grant=grant, ends=form.cleaned_data["ends"], by=request.user)
            messages.success(request, _("The last day of the role is recorded."))
            return redirect("accounts:person", grant.person_id)
    return form_page(
        request,
        form,
        title=_("End a role"),
        submit=_("Record the last day"),
        back=_back(grant.person),
        template="accounts/role_end.html",
        grant=grant,
    )


@require_safe
@requires(Right.SEE_PEOPLE)
def acting(request: HttpRequest) -> HttpResponse:
    """Who acts for whom: today, and by orders that begin later."""
    today = timezone.localdate()
    held = Appointment.objects.substantive().on(today).select_related("post", "person")
    orders = (
        Appointment.objects.acting()
        .filter(Q(ends__isnull=True) | Q(ends__gte=today))
        .select_related("person", "post")
        .prefetch_related(
            Prefetch("person__appointments", queryset=held, to_attr="own_now"),
            Prefetch("post__appointments", queryset=held, to_attr="held_now"),
        )
        .order_by("post__position", "starts", "pk")
    )
    context = {
        "now": [order for order in orders if order.starts <= today],
        "later": [order for order in orders if order.starts > today],
    }
    return render(request, "accounts/acting.html", context)

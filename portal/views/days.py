"""The office's own days off and worked, beside the public holidays."""

from __future__ import annotations

from datetime import date, timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.gate import requires
from accounts.models import PeopleEvent
from accounts.refusals import NotAllowed, refusals_into, tell
from accounts.rights import Right
from accounts.views.pages import form_page, sent
from portal import calendar_days
from portal.forms_days import SpecialDayForm
from portal.models import SpecialDay
from portal.thai.workdays import public_holidays

AHEAD = timedelta(days=365)
LATEST = 20  # lines of history


@require_safe
@requires(Right.EDIT_ORGANISATION)
def days(request: HttpRequest) -> HttpResponse:
    """The days of the office, and the public holidays of the coming year to hold them against."""
    today = timezone.localdate()
    context = {
        "days": SpecialDay.objects.filter(day__gte=today - AHEAD),
        "public": _public(today),
        "until": today + AHEAD,
        "events": _history(),
    }
    return render(request, "portal/days.html", context)


def _public(today: date) -> list[tuple[date, str]]:
    coming = {**public_holidays(today.year), **public_holidays(today.year + 1)}
    own = set(SpecialDay.objects.values_list("day", flat=True))
    return [
        (day, str(name))
        for day, name in sorted(coming.items())
        if today <= day <= today + AHEAD and day not in own
    ]


def _history() -> list[PeopleEvent]:
    """The latest changes; what was added or removed stands in `after` or `before`."""
    changed = PeopleEvent.objects.filter(
        kind=PeopleEvent.Kind.OFFICE_CHANGED, after__has_key="day"
    ).select_related("by")
    return list(changed.order_by("-at", "-pk")[:LATEST])


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Right.EDIT_ORGANISATION)
def add(request: HttpRequest) -> HttpResponse:
    form = SpecialDayForm(sent(request))
    if form.is_bound and form.is_valid():
        with refusals_into(form):
            row = calendar_days.add_day(**form.cleaned_data, by=request.user)
            messages.success(request, _("Saved."))
            return redirect(f"{reverse('portal:days')}#day-{row.pk}")
    back = (reverse("portal:days"), _("The office's days off"))
    return form_page(request, form, title=_("Add a day off or worked"), submit=_("Save"), back=back)


@require_POST
@requires(Right.EDIT_ORGANISATION)
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    row = SpecialDay.objects.filter(pk=pk).first()
    if row is None:  # pressed twice, or on a page that is older
        messages.info(request, _("This day was removed already."))
        return redirect("portal:days")
    try:
        calendar_days.remove_day(row, by=request.user)
    except NotAllowed as refusal:
        tell(request, refusal)
    else:
        messages.success(request, _("“%(entry)s” is removed.") % {"entry": row.name})
    return redirect("portal:days")

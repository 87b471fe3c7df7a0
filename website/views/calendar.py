"""The calendar of events."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from website.calendar import asked_month, month_of, month_text


@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    """A month as a grid and as a list; `?month=2569-11` in Buddhist-era years."""
    today = timezone.localdate()
    month = month_of(asked_month(request.GET.get("month", ""), today))
    this_month = month.first == today.replace(day=1)
    context = {"month": month, "today": today, "this_month": this_month}
    return render(request, "website/calendar.html", context | {"now": month_text(today)})

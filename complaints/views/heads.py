"""The published heads of the audit chain, for everybody to note down."""

from __future__ import annotations

from calendar import monthrange
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from complaints.models import PublishedHead
from complaints.upkeep import heads as chain_heads
from complaints.upkeep.forms_heads import MonthForm


@require_safe
def heads(request: HttpRequest) -> HttpResponse:
    """Days and marks of a month, the latest month unless another was chosen."""
    months = chain_heads.months()
    form = MonthForm(request.GET or None, months=months)
    chosen = form.chosen()
    found = PublishedHead.objects.filter(day__range=_days(*chosen)) if chosen else []
    rows = [_row(one) for one in found]
    context = {"form": form, "rows": rows, "shortest": chain_heads.SHORTEST}
    response = render(request, "complaints/heads.html", context)
    response.headers["Cache-Control"] = "no-store"
    return response


def _row(head: PublishedHead) -> dict[str, object]:
    """The signs that are noted down stand out from the rest."""
    signs = chain_heads.signs_of(head)
    noted = chain_heads.NOTED
    return {"day": head.day, "first": signs[:noted].strip(), "rest": signs[noted:].strip()}


def _days(year: int, month: int) -> tuple[date, date]:
    return date(year, month, 1), date(year, month, monthrange(year, month)[1])

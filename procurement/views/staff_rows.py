"""One row of a month: added, changed, put elsewhere, taken away."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.gate import requires
from accounts.rights import Right
from accounts.views.pages import sent
from procurement import entering
from procurement.forms_month import RemovingForm, RowForm, place_in, with_lines
from procurement.models import PlanItem, PurchaseMonth
from procurement.months import Entered
from procurement.views.fetching import ASKED, INVALID, MEANWHILE, ShownRow, fetch_month
from procurement.views.saving import save
from publications import publishing


@require_http_methods(ASKED)
@requires(Right.KEEP_PROCUREMENT)
def add(request: HttpRequest, pk: int) -> HttpResponse:
    """A new row, at the end unless another place is named."""
    return _row(request, fetch_month(request, pk), None)


@require_http_methods(ASKED)
@requires(Right.KEEP_PROCUREMENT)
def change(request: HttpRequest, pk: int, row: int) -> HttpResponse:
    """All facts of a row, its lines and its place."""
    return _row(request, fetch_month(request, pk), row)


def _row(request: HttpRequest, month: PurchaseMonth, key: int | None) -> HttpResponse:
    standing = entering.as_entered(month)
    at = _place_of(standing, key)
    if key is not None and at is None and request.method != "POST":
        return _gone(request, month)
    act = request.POST.get("line", "")
    data = sent(request)
    form = RowForm(
        with_lines(data, act) if data and act else data,
        month=month,
        row=None if at is None else standing[at].row,
        plan_item_id=None if at is None else standing[at].plan_item_id,
        place=(len(standing) if at is None else at) + 1,
        items=_items_of(month, None if at is None else standing[at].plan_item_id),
    )
    status = 200
    if act:
        form.forget_errors()
    elif data:
        status = _save(request, month, standing, at, form, lost=key is not None and at is None)
        if status is None:
            messages.success(request, _("Saved."))
            return _back(month, standing[at].pk if at is not None else None)
    context = {
        "month": month,
        "form": form,
        "key": key if at is not None else None,
        "number": None if at is None else at + 1,
        "is_public": month.is_public(),
        "typed": data is not None,
    }
    return render(request, "procurement/staff_row.html", context, status=status)


def _save(
    request: HttpRequest,
    month: PurchaseMonth,
    standing: list[Entered],
    at: int | None,
    form: RowForm,
    *,
    lost: bool,
) -> int | None:
    """The status of the page that comes back; None when the row is saved."""
    if not form.is_valid():
        return INVALID
    if lost:
        words = _("Somebody has taken this row away meanwhile. Saving again adds it anew.")
        form.add_error(None, words)
        form.show_version(month.version)
        return MEANWHILE
    if at is None and _added_already(standing, form):
        return None
    others = [one for place, one in enumerate(standing) if place != at]
    mine = Entered(form.entered_row(), None if at is None else standing[at].pk, form.plan_item_id)
    others.insert(place_in(len(others), form.cleaned_data["place"]), mine)
    return save(request, month, others, form)


def _added_already(standing: list[Entered], form: RowForm) -> bool:
    """Whether this very row came in by another press of the same button."""
    return form.seen < form.month.version and any(one.row == form.entered_row() for one in standing)


def _items_of(month: PurchaseMonth, chosen: int | None) -> QuerySet[PlanItem]:
    """The projects of the year's plan that still stand, and the one that was chosen."""
    stands = Q(plan__fiscal_year=month.fiscal_year, cancelled_on__isnull=True)
    return PlanItem.objects.filter(stands | Q(pk=chosen)).order_by("plan", "position", "pk")


@require_http_methods(ASKED)
@requires(Right.KEEP_PROCUREMENT)
def remove(request: HttpRequest, pk: int, row: int) -> HttpResponse:
    """Take a row out of the month; its page then says that it is gone."""
    month = fetch_month(request, pk)
    standing = entering.as_entered(month)
    at = _place_of(standing, row)
    if at is None:
        return _gone(request, month)
    form = RemovingForm(sent(request), month=month)
    status = 200
    if request.method == "POST":
        others = [one for place, one in enumerate(standing) if place != at]
        status = save(request, month, others, form) if form.is_valid() else INVALID
        if status is None:
            messages.success(request, _("The row is taken away."))
            return redirect("procurement-staff:month", pk)
    context = {
        "month": month,
        "form": form,
        "key": row,
        "shown": ShownRow(at + 1, standing[at].row),
        "is_public": month.is_public(),
        "reasons": publishing.blockers_of_change(month, by=request.user),
    }
    return render(request, "procurement/staff_row_remove.html", context, status=status)


def _place_of(standing: list[Entered], key: int | None) -> int | None:
    return next((place for place, one in enumerate(standing) if one.pk == key), None)


def _gone(request: HttpRequest, month: PurchaseMonth) -> HttpResponse:
    messages.info(request, _("This row is not in the month any more."))
    return redirect("procurement-staff:month", month.pk)


def _back(month: PurchaseMonth, key: int | None) -> HttpResponse:
    anchor = f"#row-{key}" if key else "#rows"
    return redirect(reverse("procurement-staff:month", args=[month.pk]) + anchor)

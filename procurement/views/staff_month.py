"""The page of a month: its rows with what is odd about each, answers, and the way out."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from accounts.gate import requires
from accounts.refusals import NotAllowed, tell
from accounts.rights import Right
from portal.thai.fiscal import month_end
from procurement import entering, months
from procurement.forms_month import AnswerForm
from procurement.models import Purchase, PurchaseMonth
from procurement.months import Judged
from procurement.remarks import MUST
from procurement.sorts import name_of_sort
from procurement.views.fetching import INVALID, ShownRow, fetch_month
from publications import publishing
from publications.overview import state_of


@dataclass
class Line:
    """A purchase with its remarks, in three heaps: to be mended, to be answered, answered."""

    shown: ShownRow
    purchase: Purchase
    mend: list[Judged] = field(default_factory=list)
    answer: list[Judged] = field(default_factory=list)
    answered: list[Judged] = field(default_factory=list)


@require_safe
@requires(Right.KEEP_PROCUREMENT)
def month(request: HttpRequest, pk: int) -> HttpResponse:
    return month_page(request, fetch_month(request, pk))


def month_page(
    request: HttpRequest, one: PurchaseMonth, form: AnswerForm | None = None, *, status: int = 200
) -> HttpResponse:
    """The whole page; `form` is the one for answers when it comes back with errors."""
    judged = months.judged(one)
    lines = _lines(one, judged)
    form = form or AnswerForm(initial={"version": one.version})
    chosen = form.data.getlist("remark") if form.is_bound else []
    context = {
        "month": one,
        "state": state_of(one),
        "is_public": one.is_public(),
        "is_over": month_end(one.month) < timezone.localdate(),
        "lines": lines,
        "sums": _sums(lines),
        "counts": _counts(lines),
        "first_mend": next((f"row-{one.purchase.pk}" for one in lines if one.mend), ""),
        "first_answer": next((f"row-{one.purchase.pk}" for one in lines if one.answer), ""),
        "sorts": _sorts(judged),
        "form": form,
        "chosen": chosen,
        "chosen_sorts": form.data.getlist("sort") if form.is_bound else [],
        "reasons": _missing(one, lines, judged),
        "writes": not publishing.blockers_of_change(one, by=request.user),
    }
    return render(request, "procurement/staff_month.html", context, status=status)


def _lines(one: PurchaseMonth, judged: list[Judged]) -> list[Line]:
    purchases = list(one.purchases.kept().select_related("plan_item").whole())
    lines = {
        purchase.pk: Line(ShownRow(number, purchase.row()), purchase)
        for number, purchase in enumerate(purchases, 1)
    }
    for found in judged:
        line = lines[found.purchase.pk]
        if found.remark.code in MUST:
            line.mend.append(found)
        elif found.answer:
            line.answered.append(found)
        else:
            line.answer.append(found)
    return list(lines.values())


def _sums(lines: list[Line]) -> dict[str, Decimal]:
    rows = [line.shown.row for line in lines]
    return {
        "budget": sum((row.budget or Decimal() for row in rows), Decimal()),
        "agreed": sum((row.agreed or Decimal() for row in rows), Decimal()),
    }


def _counts(lines: list[Line]) -> dict[str, int]:
    return {
        "rows": len(lines),
        "mend": sum(len(line.mend) for line in lines),
        "answer": sum(len(line.answer) for line in lines),
        "answered": sum(len(line.answered) for line in lines),
    }


def _sorts(judged: list[Judged]) -> list[tuple[str, str, int]]:
    """Sorts of remarks that wait more than once: code, name and how many."""
    waiting: dict[str, int] = defaultdict(int)
    for found in judged:
        if found.stops and found.remark.code not in MUST:
            waiting[found.remark.code] += 1
    return [(code, name_of_sort(code), count) for code, count in waiting.items() if count > 1]


def _missing(one: PurchaseMonth, lines: list[Line], judged: list[Judged]) -> list[str]:
    if not lines and not one.nothing_bought:
        return [_("Enter the purchases of the month, or say that nothing was bought.")]
    return months.what_stops(judged)


# --- answers -------------------------------------------------------------------------------


@require_POST
@requires(Right.KEEP_PROCUREMENT)
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Note one reason for all remarks that were ticked."""
    one = fetch_month(request, pk)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return month_page(request, one, form, status=INVALID)
    wanted = _ticked(request, one, form)
    if wanted and _answered_before(one, wanted):  # pressed twice
        messages.info(request, _("This was noted already."))
        return redirect("procurement-staff:month", pk)
    try:
        if not wanted:
            raise NotAllowed([_("Tick the remarks that the reason is for.")])
        count = months.acknowledge(one, wanted, by=request.user, reason=form.cleaned_data["reason"])
    except NotAllowed as refusal:
        form.add_error(None, refusal.reasons)
        return month_page(request, one, form, status=INVALID)
    words = ngettext(
        "The reason for %(count)d remark is noted.",
        "The reason for %(count)d remarks is noted.",
        count,
    )
    messages.success(request, words % {"count": count})
    return redirect(reverse("procurement-staff:month", args=[pk]) + "#rows")


def _ticked(request: HttpRequest, one: PurchaseMonth, form: AnswerForm) -> set[str]:
    """The remarks by their fingerprints; whole sorts only of the rows that were on the screen."""
    wanted = set(request.POST.getlist("remark"))
    sorts = set(request.POST.getlist("sort"))
    if sorts and form.cleaned_data.get("version") == one.version:
        wanted |= {
            found.remark.fingerprint
            for found in months.judged(one)
            if found.stops and found.remark.code in sorts - MUST
        }
    return wanted


def _answered_before(one: PurchaseMonth, wanted: set[str]) -> bool:
    known = one.acknowledgements.filter(fingerprint__in=list(wanted)[:2000])
    return known.count() == len(wanted)


# --- order ---------------------------------------------------------------------------------


@require_POST
@requires(Right.KEEP_PROCUREMENT)
def move(request: HttpRequest, pk: int) -> HttpResponse:
    """One row up or down by one; of a public month rows move with a reason, on their page."""
    one = fetch_month(request, pk)
    up, key = ("up" in request.POST), request.POST.get("up") or request.POST.get("down") or ""
    standing = entering.as_entered(one)
    at = next((place for place, row in enumerate(standing) if str(row.pk) == key), None)
    if at is None:
        messages.info(request, _("This row is not in the month any more."))
        return redirect("procurement-staff:month", pk)
    seen = request.POST.get("version", "")
    moved = standing.pop(at)
    standing.insert(max(at + (-1 if up else 1), 0), moved)
    try:
        months.put_rows(one, standing, by=request.user, seen=int(seen) if seen.isdecimal() else 0)
    except NotAllowed as refusal:
        tell(request, refusal)
    return redirect(reverse("procurement-staff:month", args=[pk]) + f"#row-{key}")

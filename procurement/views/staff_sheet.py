"""A sheet pasted or brought as a file: read, looked at, saved in one press."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from accounts.gate import requires
from accounts.refusals import NotAllowed
from accounts.rights import Right
from procurement import entering
from procurement.forms_month import SavingForm, SheetForm
from procurement.intake.reading import read_file, read_paste
from procurement.intake.taken import Problem, Reading
from procurement.models import PurchaseMonth
from procurement.months import Entered
from procurement.rows import Row
from procurement.views.fetching import ASKED, INVALID, MEANWHILE, ShownRow, fetch_month
from procurement.views.saving import save
from publications import publishing
from publications.views.fetching import back

SHOWN = 300  # rows of the preview; more are counted


@require_http_methods(ASKED)
@requires(Right.KEEP_PROCUREMENT)
def enter(request: HttpRequest, pk: int) -> HttpResponse:
    """Read a sheet and show what was understood; nothing is written here."""
    month = fetch_month(request, pk)
    if reasons := publishing.blockers_of_change(month, by=request.user):
        return back(request, month, reasons)
    form = SheetForm()
    if request.method != "POST":
        return _page(request, month, form)
    form = SheetForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, month, form, status=INVALID)
    reading = _read(form)
    return _page(request, month, form, reading=reading, status=_status_of(reading))


def _status_of(reading: Reading) -> int:
    return INVALID if reading.problems else 200


def _read(form: SheetForm) -> Reading:
    """What was brought, as rows; what the database could not hold is a problem, too."""
    file = form.cleaned_data.get("file")
    if file:
        reading = read_file(file.name, file, sheet=form.cleaned_data["sheet"])
    else:
        reading = read_paste(form.cleaned_data["text"])
    if reading.problems:
        return reading
    faults = tuple(Problem("", "", words) for words in entering.faults_of(reading.rows))
    return Reading(**(vars(reading) | {"problems": faults}))


@require_http_methods(ASKED)
@requires(Right.KEEP_PROCUREMENT)
def save_sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """Put the rows that were looked at into the month."""
    month = fetch_month(request, pk)
    if request.method != "POST":  # the address alone, or back after signing in
        return redirect("procurement-staff:enter", pk)
    standing = entering.as_entered(month)
    form = SavingForm(request.POST, month=month, has_rows=bool(standing) or "how" in request.POST)
    try:
        rows = entering.unpacked(request.POST.get("kept", ""), month, request.user)
    except NotAllowed as refusal:
        return back_to_sheet(request, month, refusal)
    status = INVALID
    if form.is_valid():
        if entering.holds(month, rows, at_the_end=form.adds) and form.seen < month.version:
            return _done(request, month, len(rows))  # pressed twice, or again after "back"
        status = save(request, month, _entered(rows, standing, adds=form.adds), form)
        if status is None:
            return _done(request, month, len(rows))
    return _page(
        request, month, SheetForm(), reading=Reading(rows=tuple(rows)), saving=form, status=status
    )


def back_to_sheet(request: HttpRequest, month: PurchaseMonth, refusal: NotAllowed) -> HttpResponse:
    for reason in refusal.reasons:
        messages.error(request, reason)
    return redirect("procurement-staff:enter", month.pk)


def _entered(rows: list[Row], standing: list[Entered], *, adds: bool) -> list[Entered]:
    if adds:
        return [*standing, *map(Entered, rows)]
    return entering.recognised(rows, standing)


def _done(request: HttpRequest, month: PurchaseMonth, count: int) -> HttpResponse:
    words = ngettext("%(count)d row is saved.", "%(count)d rows are saved.", count)
    messages.success(request, words % {"count": count})
    return redirect(reverse("procurement-staff:month", args=[month.pk]))


def _page(
    request: HttpRequest,
    month: PurchaseMonth,
    form: SheetForm,
    *,
    reading: Reading | None = None,
    saving: SavingForm | None = None,
    status: int = 200,
) -> HttpResponse:
    rows = list(reading.rows) if reading else []
    ready = bool(rows) and not (reading and reading.problems)
    if ready and saving is None:
        has_rows = month.purchases.kept().exists()
        saving = SavingForm(
            month=month, has_rows=has_rows,
            initial={"kept": entering.packed(rows, month, request.user)},
        )  # fmt: skip
    form.offer_sheets(reading.sheets if reading else ())
    context = {
        "month": month,
        "form": form,
        "reading": reading,
        "saving": saving if ready else None,
        "shown": [ShownRow(number, row) for number, row in enumerate(rows[:SHOWN], 1)],
        "more": max(len(rows) - SHOWN, 0),
        "wrong_month": reading is not None
        and reading.month not in (None, month.month)
        and reading.month,
        "is_public": month.is_public(),
        "meanwhile": status == MEANWHILE,
    }
    return render(request, "procurement/staff_sheet.html", context, status=status)

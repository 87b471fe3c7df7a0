"""Bringing in last year's table: upload, look, confirm."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.gate import requires
from accounts.rights import Right
from measures import import_runs
from measures.forms_import import RunForm, UploadForm
from measures.import_preview import Preview
from measures.import_runs import AlreadyFinished, SettingsChanged
from measures.importing.table import ImportRefused
from measures.imports import KINDS, kind_names
from measures.models import ImportRun, Plan

RUNS_A_PAGE = 20


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Right.IMPORT_PLAN)
def start(request: HttpRequest) -> HttpResponse:
    """The upload form and the imports before this one."""
    sent = request.method == "POST"
    form = UploadForm(request.POST, request.FILES) if sent else UploadForm()
    if sent and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            run = import_runs.start_run(
                file.read(), filename=file.name, year=form.cleaned_data["year"], by=request.user
            )
        except ImportRefused as refusal:
            form.add_error("file", str(refusal))
        else:
            return redirect("measures:import-run", public_id=run.public_id)
    runs = ImportRun.objects.visible_to(request.user).select_related("started_by")
    page = Paginator(runs, RUNS_A_PAGE).get_page(request.GET.get("page"))
    status = 422 if form.errors else 200
    return render(
        request, "measures/import_start.html", {"form": form, "page": page}, status=status
    )


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Right.IMPORT_PLAN)
def run(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """An open run with its preview and settings, or what came of a finished one."""
    found = _visible(request, public_id)
    if found.finished_at:
        return _result(request, found)
    try:
        table = import_runs.read_run(found)
    except ImportRefused as refusal:
        context = {"run": found, "refusal": refusal}
        return render(request, "measures/import_refused.html", context, status=422)
    form = RunForm(request.POST if request.method == "POST" else None, run=found, table=table)
    if request.method == "POST" and form.is_valid() and _changed(form, found):
        return redirect("measures:import-run", public_id=found.public_id)
    found.refresh_from_db()
    context = {
        "run": found,
        "form": form,
        "preview": Preview(found, table),
        "seen": import_runs.seen_mark(found),
    }
    status = 422 if form.errors else 200
    return render(request, "measures/import_preview.html", context, status=status)


@require_POST
@requires(Right.IMPORT_PLAN)
def confirm(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Write the table into the plan; of several clicks one does it, all see the result."""
    found = _visible(request, public_id)
    try:
        import_runs.confirm_run(found, by=request.user, seen=request.POST.get("seen", ""))
        messages.success(request, _("The table is in the plan."))
    except AlreadyFinished:
        messages.info(request, _("This table was imported already; nothing was made twice."))
    except SettingsChanged:
        message = _("The settings were changed in another window. Look at them again.")
        messages.warning(request, message)
    except ImportRefused as refusal:
        messages.error(request, str(refusal))
    return redirect("measures:import-run", public_id=public_id)


@require_POST
@requires(Right.IMPORT_PLAN)
def cancel(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Drop an open run and delete its file."""
    found = _visible(request, public_id)
    try:
        import_runs.drop_run(found)
    except AlreadyFinished:
        messages.info(request, _("The import is finished and cannot be dropped any more."))
        return redirect("measures:import-run", public_id=public_id)
    messages.success(request, _("The import was dropped and its file deleted."))
    return redirect("measures:import")


def _visible(request: HttpRequest, public_id: UUID) -> ImportRun:
    runs = ImportRun.objects.visible_to(request.user).select_related("started_by", "finished_by")
    return get_object_or_404(runs, public_id=public_id)


def _changed(form: RunForm, found: ImportRun) -> bool:
    """Set the run as the form says; False with the reason in the form when it cannot be."""
    data = form.cleaned_data
    try:
        import_runs.change_run(
            found, year=data["year"], mapping=form.mapping, with_results=data["with_results"]
        )
    except ImportRefused as refusal:
        form.add_error(None, str(refusal))
        return False
    except AlreadyFinished:
        return True
    return True


def _result(request: HttpRequest, found: ImportRun) -> HttpResponse:
    made, there = (found.outcome.get(key, {}) for key in ("made", "found"))
    names = kind_names()
    context = {
        "run": found,
        "counts": [(names[kind], made.get(kind, 0), there.get(kind, 0)) for kind in KINDS],
        "has_results": not found.with_results or bool(made.get("entries") or there.get("entries")),
        "warnings": found.outcome.get("warnings", []),
        "plan": Plan.objects.filter(fiscal_year__year=found.fiscal_year).first(),
    }
    return render(request, "measures/import_result.html", context)

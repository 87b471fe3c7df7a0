"""One report: reading, editing, the chain."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.authentication import is_really
from accounts.gate import requires
from accounts.rights import Right
from reports import rendering, workflow
from reports.documents import document_of
from reports.forms import RecallForm, ReportForm, ReturnForm, SeenForm, SignForm
from reports.models import Report
from reports.review import review_context
from reports.workflow import NotAllowed, Seen


def visible(request: HttpRequest, pk: int) -> Report:
    """The report, fetched through what the person may see; otherwise 404."""
    found = Report.objects.visible_to(request.user).select_related(
        "fiscal_year", "layout", "unit", "author"
    )
    return get_object_or_404(found, pk=pk)


@require_safe
@requires(Right.SEE_REPORTS)
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """The paper in the middle, the chain beside it, and what I can do now."""
    report = visible(request, pk)
    return render(request, "reports/report_detail.html", review_context(report, request.user))


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Right.WRITE_REPORT)
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """The texts of a draft; an older copy of the page overwrites nothing."""
    report = visible(request, pk)
    if reasons := workflow.edit_blockers(report, by=request.user):
        return _back(request, report, reasons)
    form = ReportForm(request.POST or None, instance=report)
    context = {"form": form, "report": report}
    if request.method != "POST":
        return render(request, "reports/report_edit.html", context)
    if not form.is_valid():
        return render(request, "reports/report_edit.html", context, status=422)
    stored = visible(request, pk)  # the form has written into its own instance
    seen = Seen(stored.round, form.cleaned_data["version"], stored.position)
    try:
        workflow.change(stored, by=request.user, seen=seen, **form.texts())
    except NotAllowed as refusal:
        form.add_error(None, refusal.reasons)
        return render(request, "reports/report_edit.html", context | {"stale": stored}, status=409)
    messages.success(request, _("Saved."))
    return redirect(report)


@require_POST
@requires(Right.WRITE_REPORT)
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """Asks for the PDF of the draft as it stands."""
    report = visible(request, pk)
    if report.state == Report.State.DRAFT:
        rendering.request(report, document_of(report))
    return redirect(report)


@require_POST
@requires(Right.WRITE_REPORT)
def submit(request: HttpRequest, pk: int) -> HttpResponse:
    return _take(request, pk, SeenForm, workflow.submit, _("The report is on its way."))


@require_POST
@requires(Right.SEE_REPORTS)
def sign(request: HttpRequest, pk: int) -> HttpResponse:
    """Signs, after the password was asked once more."""
    report = visible(request, pk)
    form = SignForm(request.POST)
    if form.is_valid() and not is_really(request, form.cleaned_data["password"]):
        form.add_error("password", _("That is not your password."))
    if not form.is_valid():
        context = review_context(report, request.user) | {"sign_form": form}
        return render(request, "reports/report_detail.html", context, status=422)
    opinion = form.cleaned_data["opinion"]
    try:
        workflow.sign(report, by=request.user, seen=_seen(form), opinion=opinion)
    except NotAllowed as refusal:
        return _back(request, report, refusal.reasons, kept=opinion)
    messages.success(request, _("Signed."))
    return redirect(report)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Right.SEE_REPORTS)
def return_report(request: HttpRequest, pk: int) -> HttpResponse:
    """Sends the report back to an earlier place, with a reason."""
    report = visible(request, pk)
    if request.method != "POST":
        form = ReturnForm(report=report, initial=vars(Seen.of(report)))
        return render(request, "reports/report_return.html", {"report": report, "form": form})
    form = ReturnForm(request.POST, report=report)
    if not form.is_valid():
        context = {"report": report, "form": form}
        return render(request, "reports/report_return.html", context, status=422)
    reason = form.cleaned_data["reason"]
    try:
        workflow.return_to(
            report, by=request.user, seen=_seen(form), to=form.target(), reason=reason
        )
    except NotAllowed as refusal:
        return _back(request, report, refusal.reasons, kept=reason)
    messages.success(request, _("The report went back."))
    return redirect("reports:list")


@require_POST
@requires(Right.WRITE_REPORT)
def recall(request: HttpRequest, pk: int) -> HttpResponse:
    return _take(request, pk, RecallForm, workflow.recall, _("The report is a draft again."))


def _take(request: HttpRequest, pk: int, form_class, verb, done: str) -> HttpResponse:
    """Runs a verb that needs no page of its own."""
    report = visible(request, pk)
    form = form_class(request.POST)
    if not form.is_valid():
        return _back(request, report, [e for errors in form.errors.values() for e in errors])
    extra = {k: v for k, v in form.cleaned_data.items() if k == "reason"}
    try:
        verb(report, by=request.user, seen=_seen(form), **extra)
    except NotAllowed as refusal:
        return _back(request, report, refusal.reasons)
    messages.success(request, done)
    return redirect(report)


def _back(request: HttpRequest, report: Report, reasons: list[str], kept: str = "") -> HttpResponse:
    """Back to the report, with every reason; words that were typed are shown to be copied."""
    for reason in reasons:
        messages.error(request, reason)
    if kept:
        messages.info(request, _("You had written: %(words)s") % {"words": kept})
    return redirect(report)


def _seen(form: SeenForm) -> Seen:
    data = form.cleaned_data
    return Seen(data["round"], data["version"], data["position"])

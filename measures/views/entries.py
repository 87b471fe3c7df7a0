"""Recording progress and changing it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.gate import requires
from accounts.refusals import NotAllowed, Stale
from accounts.rights import Right
from measures import evidence, progress
from measures.deadlines import outlook
from measures.forms_progress import EntryForm, FilesForm
from measures.models import Evidence, ProgressEntry, Step
from measures.views.steps import recording_closed

CONFLICT, INVALID = 409, 422


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Right.RECORD_PROGRESS)
def record(request: HttpRequest, pk: int) -> HttpResponse:
    """A new entry on a step that the person may report on; others get 404."""
    steps = Step.objects.recordable_by(request.user).with_work()
    step = get_object_or_404(steps, pk=pk)
    today = timezone.localdate()
    form = EntryForm(request.POST if request.method == "POST" else None, step=step, today=today)
    if not form.is_bound:
        return _record_page(request, step, form)
    return _sent(request, step, form) or _record_page(request, step, form, status=INVALID)


def _sent(request: HttpRequest, step: Step, form: EntryForm) -> HttpResponse | None:
    """Keep the files, then the entry; None when something is still to be corrected."""
    changes, refusals = _take_files(request, form)
    if not (form.is_valid() and not refusals):
        _keep_for_later(request, form, changes, refusals)
        return None
    try:
        entry, new = progress.record(
            step,
            form.report(),
            by=request.user,
            form_token=form.token,
            today=timezone.localdate(),
            files=changes,
        )
    except NotAllowed as refusal:
        form.add_error(None, refusal.reasons)
        return None
    if not new and _says_something_else(form, entry):
        return _recorded_before(request, entry, form)
    messages.success(request, _("The progress was recorded."))
    return redirect(f"{reverse('measures:step', args=[step.pk])}?saved={entry.pk}")


def _says_something_else(form: EntryForm, entry: ProgressEntry) -> bool:
    """Whether a form that came again holds other words than the entry it made."""
    typed = form.report().fields()
    return any(getattr(entry, name) != value for name, value in typed.items())


def _recorded_before(request: HttpRequest, entry: ProgressEntry, form: EntryForm) -> HttpResponse:
    """After "back" and a second sending with other words: offer them as a change."""
    if progress.change_blockers(entry, by=request.user):
        messages.warning(request, _("This form was recorded before; the entry stayed as it was."))
        return redirect("measures:step", pk=entry.step_id)
    messages.warning(
        request, _("This form was recorded before. Save once more to change the entry.")
    )
    return _edit_page(request, entry, _rebound(form, entry), status=CONFLICT)


def _record_page(
    request: HttpRequest, step: Step, form: EntryForm, *, status: int = 200
) -> HttpResponse:
    today = timezone.localdate()
    plan = step.measure.group.plan
    pending = Evidence.objects.pending(form.token, request.user)
    context = {
        "step": step,
        "plan": plan,
        "year": plan.fiscal_year.year,
        "form": form,
        "token": form.token,
        "files_form": FilesForm(request.POST if form.is_bound else None, files=pending),
        "next_due": outlook(step, today).next_due,
        "record_off": recording_closed(plan, today),
    }
    return render(request, "measures/record.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Right.RECORD_PROGRESS)
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change an entry on a step that the person may report on; others get 404."""
    recordable = Step.objects.recordable_by(request.user)
    entries = ProgressEntry.objects.filter(step__in=recordable.values("pk"))
    entry = get_object_or_404(entries.select_related("round", "step"), pk=pk)
    today = timezone.localdate()
    if request.method != "POST":
        form = EntryForm(initial=EntryForm.initial_of(entry), step=entry.step, today=today)
        return _edit_page(request, entry, form)
    form = EntryForm(request.POST, step=entry.step, today=today)
    return _changed(request, entry, form)


def _changed(request: HttpRequest, entry: ProgressEntry, form: EntryForm) -> HttpResponse:
    if progress.change_blockers(entry, by=request.user):
        return _edit_page(request, entry, form, status=CONFLICT)
    changes, refusals = _take_files(request, form, entry)
    if not (form.is_valid() and not refusals):
        _keep_for_later(request, form, changes, refusals)
        return _edit_page(request, entry, form, status=INVALID)
    try:
        progress.change(
            entry,
            form.report(),
            by=request.user,
            version=form.cleaned_data["version"] or 0,
            today=timezone.localdate(),
            files=changes,
        )
    except Stale:
        entry.refresh_from_db()
        return _edit_page(request, entry, _rebound(form, entry), status=CONFLICT, stale=True)
    except NotAllowed as refusal:
        form.add_error(None, refusal.reasons)
        return _edit_page(request, entry, form, status=INVALID)
    messages.success(request, _("The entry was changed."))
    return redirect("measures:step", pk=entry.step_id)


def _edit_page(
    request: HttpRequest,
    entry: ProgressEntry,
    form: EntryForm,
    *,
    status: int = 200,
    stale: bool = False,
) -> HttpResponse:
    """The form of an entry; a stale one shows what the other person wrote beside it."""
    plan = entry.step.measure.group.plan
    files = [*entry.evidence.kept(), *Evidence.objects.pending(form.token, request.user)]
    context = {
        "entry": entry,
        "step": entry.step,
        "plan": plan,
        "year": plan.fiscal_year.year,
        "form": form,
        "token": form.token,
        "files_form": FilesForm(request.POST if form.is_bound else None, files=files),
        "reasons": progress.change_blockers(entry, by=request.user),
        "stale": stale,
        "events": entry.events.select_related("by"),
    }
    return render(request, "measures/entry_edit.html", context, status=status)


def _take_files(
    request: HttpRequest, form: EntryForm, entry: ProgressEntry | None = None
) -> tuple[evidence.FileChanges, list[str]]:
    """Keep the good files that came along; what the form says of files, and the refusals."""
    held = list(Evidence.objects.pending(form.token, request.user))
    if entry:
        held += entry.evidence.kept()
    changes = FilesForm(request.POST, files=held).changes(form.token)
    refusals = evidence.take_in(
        request.FILES.getlist("files"), token=form.token, by=request.user, entry=entry
    )
    return changes, refusals


def _keep_for_later(
    request: HttpRequest, form: EntryForm, changes: evidence.FileChanges, refusals: list[str]
) -> None:
    """The form comes back: its files wait, its refused ones are named."""
    evidence.caption_pending(changes, by=request.user)
    evidence.drop_pending(changes, by=request.user)
    form.is_valid()
    for refusal in refusals:
        form.add_error("files", refusal)


def _rebound(form: EntryForm, entry: ProgressEntry) -> EntryForm:
    """The same words, to be saved over the entry as it is now."""
    data = form.data.copy()
    data["version"] = str(entry.version)
    data["form_token"] = str(form.token)
    return EntryForm(data, step=entry.step, today=timezone.localdate())

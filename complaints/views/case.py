"""The page of one case, the reporter's name behind its reason, and the case on paper."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.refusals import NotAllowed, Stale
from accounts.views.pages import sent
from complaints.clocks import clocks_of
from complaints.handling import casework, chronicle, identity
from complaints.handling.casefile import CaseFile, case_file, officer_names
from complaints.handling.exclusion import is_last_reader
from complaints.handling.forms_case import ActForm, PrintForm, ReasonForm
from complaints.handling.merging import against_merge
from complaints.models import Case
from complaints.officers.vault import Vault, unlocked
from complaints.sealed.reading import alarm
from complaints.sealing import KeyMissing, SealingError, Tampered

ASKED = ["GET", "HEAD", "POST"]
INVALID, MEANWHILE = 422, 409


def fetch(request: HttpRequest, pk: UUID) -> Case:
    """The case, if the officer may read it; 404 for all others, whatever they know of it."""
    readable = Case.objects.readable_by(request.vault.officer)
    return get_object_or_404(readable.select_related("assigned_to__person", "merged_into"), pk=pk)


@require_safe
@unlocked
def case(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Everything in the case, and what can be done with it."""
    shown = fetch(request, pk)
    return render(request, "complaints/staff_case.html", _hub(request.vault, shown))


def _hub(vault: Vault, shown: Case) -> dict[str, Any]:
    file = case_file(shown, vault.reader, vault.officer)
    readable = Case.objects.readable_by(vault.officer)
    into = shown.merged_into
    return {
        "case": shown,
        "file": file,
        "clocks": clocks_of(shown, timezone.localdate()),
        "acts": acts_of(shown),
        "begin_form": ActForm(case=shown),
        "readers": casework.readers_of(shown),
        "last_reader": is_last_reader(shown, vault.officer),
        "has_identity": identity.has_identity(shown),
        "openings": named_openings(file),
        "into": into if into and readable.filter(pk=into.pk).exists() else None,
        "merged": readable.filter(merged_into=shown),
    }


def acts_of(shown: Case) -> dict[str, bool]:
    """What can be done with the case now."""
    against = {
        "acknowledge": casework.against_acknowledge,
        "begin": casework.against_begin,
        "assign": casework.against_assign,
        "refer": casework.against_refer,
        "merge": against_merge,
        "close": casework.against_close,
        "reopen": casework.against_reopen,
    }
    return {name: not reasons(shown) for name, reasons in against.items()}


def named_openings(file: CaseFile) -> list[dict[str, Any]]:
    """Who opened the identity, when and why."""
    names = officer_names()
    return [
        {"by": names.get(one.item.author, ""), "on": one.item.on_day, "why": record.words}
        for one, record in identity.openings(file.opened)
    ]


# --- the reporter's name --------------------------------------------------------------


@require_http_methods(ASKED)
@unlocked
def reporter(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Name and contact, for a reason that is written into the case; on this answer alone."""
    shown = fetch(request, pk)
    form = ReasonForm(sent(request), case=shown)
    context: dict[str, Any] = {"case": shown, "form": form}
    status = 200
    if request.method == "POST":
        context["identities"] = _opened(request, shown, form) if form.is_valid() else []
        status = refusal_status(form)
    file = case_file(shown, request.vault.reader, request.vault.officer)
    context |= {"openings": named_openings(file), "has_identity": identity.has_identity(shown)}
    return render(request, "complaints/staff_case_reporter.html", context, status=status)


def _opened(request: HttpRequest, shown: Case, form: ReasonForm | PrintForm) -> list:
    vault = request.vault
    try:
        return identity.open_identity(
            shown, form.cleaned_data["why"], reader=vault.reader, by=vault.officer, seen=form.seen
        )
    except (NotAllowed, SealingError) as refusal:
        refuse(form, shown, refusal)
        return []


def refuse(form: ActForm, shown: Case, refusal: NotAllowed | SealingError) -> None:
    """Put on top of the form why nothing was done; raise the alarm where rows were changed."""
    if isinstance(refusal, NotAllowed):
        form.add_error(None, refusal.reasons)
        if isinstance(refusal, Stale):
            form.show_present()
        return
    if isinstance(refusal, Tampered | KeyMissing):
        alarm(shown.pk)
    form.add_error(
        None,
        _(
            "The keys of this case were changed by somebody around the portal. Nothing was "
            "written. Tell whoever keeps the server."
        ),
    )


def refusal_status(form: ActForm) -> int:
    """The status of a form's page: 409 when somebody was faster, 422 for other errors."""
    if form.is_stale:
        return MEANWHILE
    return INVALID if form.errors else 200


# --- on paper -------------------------------------------------------------------------


@require_http_methods(ASKED)
@unlocked
def on_paper(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The whole case on one page to be printed; the reporter's name only for a reason."""
    shown = fetch(request, pk)
    form = PrintForm(sent(request), case=shown)
    if request.method == "POST" and form.is_valid():
        wanted = form.cleaned_data["identity"] and identity.has_identity(shown)
        identities = _opened(request, shown, form) if wanted else []
        if not form.errors:
            return _paper(request, shown, identities)
    context = {"case": shown, "form": form, "has_identity": identity.has_identity(shown)}
    status = refusal_status(form) if form.is_bound else 200
    return render(request, "complaints/staff_case_print.html", context, status=status)


def _paper(request: HttpRequest, shown: Case, identities: Iterable) -> HttpResponse:
    vault = request.vault
    try:
        casework.note_printed(shown, by=vault.officer)
    except SealingError:
        messages.error(request, _("The chain of records cannot be continued. Nothing was made."))
        return redirect("complaints-staff:case", shown.pk)
    file = case_file(shown, vault.reader, vault.officer)
    numbers = chronicle.numbers_of_items(shown)
    context = {
        "case": shown,
        "file": file,
        "story": [(entry, numbers.get(entry.item.pk.hex)) for entry in file.story],
        "entries": [(entry, numbers.get(entry.item.pk.hex)) for entry in file.entries],
        "identities": identities,
        "clocks": clocks_of(shown, timezone.localdate()),
        "chronicle": chronicle.of_case(shown),
        "readers": casework.readers_of(shown),
        "by": vault.officer,
        "today": timezone.localdate(),
    }
    return render(request, "complaints/staff_print.html", context)

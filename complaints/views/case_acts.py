"""A page for each act on a case: what will happen, a form, one button, a way back."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.refusals import NotAllowed, tell
from accounts.views.pages import sent
from complaints.handling import casework, exclusion, merging
from complaints.handling.casefile import case_file
from complaints.handling.forms_case import (
    AcknowledgeForm,
    ActForm,
    AssignForm,
    CloseForm,
    LeaveOutForm,
    MergeForm,
    MessageForm,
    NoteForm,
    ReasonForm,
    ReferForm,
)
from complaints.handling.standard_words import words_of
from complaints.models import Case
from complaints.officers.vault import unlocked
from complaints.reporting.incoming import incoming
from complaints.reporting.outgoing import bare_copies
from complaints.reporting.uploads import Staged, arrived, receives_sealed_files, was_too_long
from complaints.sealed.records import Act, read_record
from complaints.sealing import SealingError
from complaints.views.case import ASKED, fetch, refusal_status, refuse


@dataclass(frozen=True)
class Page:
    """How the page of an act reads: its title, what will happen, its button."""

    title: str
    submit: str
    before: str = ""
    danger: bool = False
    files: bool = False


Carry = Callable[..., Any]
_log = logging.getLogger("portal.complaints")


def _act(
    request: HttpRequest, shown: Case, form: ActForm, *, page: Page, done: str, carry: Carry
) -> HttpResponse:
    """Ask, then carry out; what was typed stays when it could not be done."""
    if not _carried(request, shown, form, carry):
        return _asked(request, shown, form, page)
    messages.success(request, done)
    return redirect("complaints-staff:case", shown.pk)


def _carried(request: HttpRequest, shown: Case, form: ActForm, carry: Carry) -> bool:
    """Whether it was asked for and done; the form says why not."""
    if request.method != "POST" or not form.is_valid():
        return False
    try:
        carry(by=request.vault.officer, seen=form.seen)
    except (NotAllowed, SealingError) as refusal:
        refuse(form, shown, refusal)
    except (DatabaseError, OSError) as fault:  # a full disk: the words come back with the page
        _log.error("an act on a case could not be stored: %s", type(fault).__name__)
        form.add_error(None, _("It could not be stored at this moment. Nothing was sent."))
    return not form.errors


def _asked(request: HttpRequest, shown: Case, form: ActForm, page: Page) -> HttpResponse:
    file = case_file(shown, request.vault.reader, request.vault.officer)
    context = {"case": shown, "form": form, "page": page, "file": file}
    status = refusal_status(form) if form.is_bound else 200
    return render(request, "complaints/staff_case_act.html", context, status=status)


# --- words ----------------------------------------------------------------------------


@require_http_methods(ASKED)
@unlocked
def note(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A note among officers."""
    shown = fetch(request, pk)
    form = NoteForm(sent(request), case=shown)
    page = Page(_("Internal note"), _("Save the note"), _("The reporter never reads it."))

    def carry(**facts: Any) -> None:
        casework.write_note(shown, form.cleaned_data["words"], **facts)

    return _act(request, shown, form, page=page, done=_("The note is in the case."), carry=carry)


@receives_sealed_files
@require_http_methods(ASKED)
@unlocked
def message(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Words and files for the reporter."""
    shown = fetch(request, pk)
    form = MessageForm(sent(request), case=shown)
    page = Page(_("Message to the reporter"), _("Send the message"), files=True)
    going: list[Staged] = []
    if request.method == "POST":
        _refuse_files(request, form)
        going += _going(request, form)

    def carry(**facts: Any) -> None:
        files = incoming(going)
        casework.write_message(shown, form.cleaned_data["words"], files, **facts)

    done = _("Sent. The reporter reads it at the next visit.")
    return _act(request, shown, form, page=page, done=done, carry=carry)


def _going(request: HttpRequest, form: MessageForm) -> list[Staged]:
    """The files as the reporter gets them: bare copies, unless they are to go as they are."""
    if not form.is_valid() or form.cleaned_data["as_is"]:
        return arrived(request)
    made = bare_copies(arrived(request), request.sealed_uploads)
    for words in made.refusals:
        form.add_error(None, words)
    if made.notes and not made.refusals:
        told = _("Left out of the copies: %(things)s.") % {"things": "; ".join(made.notes)}
        messages.info(request, told)
    return made.files


def _refuse_files(request: HttpRequest, form: ActForm) -> None:
    """The words why a file was not taken, on top of the form; nothing is sent without it."""
    if was_too_long(request):
        form.add_error(None, _("The files are too large together. Choose fewer or smaller ones."))
    for upload in request.FILES.getlist("files"):
        if upload.refusal:
            form.add_error(None, f"{upload.name}: {upload.refusal}")


@require_http_methods(ASKED)
@unlocked
def refer(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Note that another authority was given the case."""
    shown = fetch(request, pk)
    form = ReferForm(sent(request), case=shown)
    page = Page(
        _("Refer to another authority"), _("Save the referral"),
        _("This is the record of a letter that was sent outside the portal. The case stays open."),
    )  # fmt: skip

    def carry(**facts: Any) -> None:
        casework.refer(shown, form.referral, form.cleaned_data["why"], **facts)

    return _act(request, shown, form, page=page, done=_("The referral is recorded."), carry=carry)


# --- steps ----------------------------------------------------------------------------


@require_http_methods(ASKED)
@unlocked
def acknowledge(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Tell the reporter that the complaint has arrived."""
    shown = fetch(request, pk)
    form = AcknowledgeForm(
        sent(request), case=shown, initial={"words": words_of("acknowledge", shown)}
    )
    page = Page(_("Acknowledge the complaint"), _("Send the acknowledgement"))

    def carry(**facts: Any) -> None:
        casework.acknowledge(shown, form.cleaned_data["words"], **facts)

    return _act(request, shown, form, page=page, done=_("The reporter has been told."), carry=carry)


@require_POST
@unlocked
def begin(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The examination begins today: a button on the case's page."""
    shown = fetch(request, pk)
    form = ActForm(request.POST, case=shown)

    def carry(**facts: Any) -> None:
        casework.begin(shown, **facts)

    if _carried(request, shown, form, carry):
        messages.success(request, _("The examination begins today."))
    else:
        tell(request, NotAllowed(form.non_field_errors() or [_("Nothing was done. Try again.")]))
    return redirect("complaints-staff:case", pk)


@require_http_methods(ASKED)
@unlocked
def assign(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Who answers for the case."""
    shown = fetch(request, pk)
    form = AssignForm(sent(request), case=shown, officers=casework.readers_of(shown))
    page = Page(
        _("Assign the case"), _("Save"), _("All officers of the case go on reading it."),
    )  # fmt: skip

    def carry(**facts: Any) -> None:
        casework.assign(shown, form.cleaned_data["officer"], **facts)

    return _act(request, shown, form, page=page, done=_("Saved."), carry=carry)


@require_http_methods(ASKED)
@unlocked
def merge(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Join the case with another of the same matter."""
    shown = fetch(request, pk)
    open_ones = merging.into_which(shown, request.vault.officer)
    form = MergeForm(
        sent(request), case=shown, cases=open_ones, initial={"words": words_of("merge", shown)}
    )
    page = Page(
        _("Join with another case"), _("Join and close this case"),
        _(
            "This case is closed and points to the other one. Its reporter goes on following it"
            " with their own receipt. Whoever is left out of one of the two cases is left out of"
            " both."
        ),
        danger=True,
    )  # fmt: skip

    def carry(**facts: Any) -> None:
        chosen = form.cleaned_data
        merging.merge(shown, chosen["into"], chosen["words"], **facts)

    return _act(request, shown, form, page=page, done=_("The cases are joined."), carry=carry)


@require_http_methods(ASKED)
@unlocked
def close(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The outcome, with words to the reporter."""
    shown, vault = fetch(request, pk), request.vault
    joined = list(Case.objects.readable_by(vault.officer).filter(merged_into=shown))
    form = CloseForm(
        sent(request), case=shown, joined=bool(joined), referred=_was_referred(request, shown),
        initial={"words": words_of("close", shown)},
    )  # fmt: skip
    page = Page(_("Close the case"), _("Close the case"))

    def carry(**facts: Any) -> None:
        chosen = form.cleaned_data
        telling = joined if chosen.get("tell_joined") else []
        casework.close(
            shown, chosen["outcome"], chosen["words"], chosen["why"], telling=telling, **facts
        )

    return _act(request, shown, form, page=page, done=_("The case is closed."), carry=carry)


def _was_referred(request: HttpRequest, shown: Case) -> bool:
    file = case_file(shown, request.vault.reader, request.vault.officer)
    records = (read_record(one.text) for one in file.opened if one.text)
    return any(record.act == Act.REFERRED for record in records)


@require_http_methods(ASKED)
@unlocked
def reopen(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Examine a closed case again."""
    shown = fetch(request, pk)
    form = ReasonForm(sent(request), case=shown)
    page = Page(
        _("Open the case again"), _("Open the case again"),
        _("It is examined again and is not erased meanwhile. Tell the reporter by a message."),
    )  # fmt: skip

    def carry(**facts: Any) -> None:
        casework.reopen(shown, form.cleaned_data["why"], **facts)

    return _act(request, shown, form, page=page, done=_("The case is open again."), carry=carry)


# --- who reads it ---------------------------------------------------------------------


@require_http_methods(ASKED)
@unlocked
def step_aside(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Leave this one case for good."""
    shown, officer = fetch(request, pk), request.vault.officer
    last = exclusion.is_last_reader(shown, officer)
    form = ReasonForm(sent(request), case=shown)
    page = Page(
        _("Step aside from this case"), _("Step aside"),
        _("You are the last who reads this case. Afterwards only two custodians together can open"
          " it again.") if last
        else _("Your key to this case is deleted, for good. The other officers go on with it."),
        danger=True,
    )  # fmt: skip

    def carry(**facts: Any) -> None:
        exclusion.step_aside(shown, form.cleaned_data["why"], **facts)

    if _carried(request, shown, form, carry):
        return render(request, "complaints/staff_case_left.html", {"nobody": last})
    return _asked(request, shown, form, page)


@require_http_methods(ASKED)
@unlocked
def leave_out(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A colleague turns out to be concerned."""
    shown, officer = fetch(request, pk), request.vault.officer
    others = casework.readers_of(shown).exclude(person=officer.person_id)
    form = LeaveOutForm(sent(request), case=shown, officers=others)
    page = Page(
        _("Leave a colleague out of this case"), _("Leave the colleague out"),
        _(
            "Their key to this case is deleted, for good; what is written from now on stays"
            " closed to them. They are not told. It stands in the chain of records that you did"
            " it."
        ),
        danger=True,
    )  # fmt: skip

    def carry(**facts: Any) -> None:
        chosen = form.cleaned_data
        exclusion.leave_out(shown, chosen["officer"], chosen["why"], **facts)

    return _act(
        request,
        shown,
        form,
        page=page,
        done=_("The colleague no longer reads the case."),
        carry=carry,
    )

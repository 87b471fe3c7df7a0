"""An officer enters a complaint for somebody: the form, the slip to be printed, the case."""

from __future__ import annotations

from datetime import date

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.models import Post
from accounts.refusals import NotAllowed
from complaints import sealing
from complaints.handling import entering
from complaints.handling.forms_entry import EntryForm, HandedOverForm
from complaints.models import Case
from complaints.officers.vault import unlocked
from complaints.reporting import drafts, submission, uploads
from complaints.reporting.drafts import Content, Gone
from complaints.reporting.submission import NewReceipt, NotNow
from complaints.reporting.uploads import receives_sealed_files
from complaints.sealed import receiving
from complaints.sealed.receiving import Closed
from complaints.sealing import SealingError


@require_http_methods(["GET", "HEAD", "POST"])
@receives_sealed_files
@unlocked
def enter(request: HttpRequest) -> HttpResponse:
    """One address; what is done stands in the hidden field `step`, what was written in a draft."""
    if not receiving.is_open():
        return _form_page(request, _form(request), "", Content(), closed=True, status=503)
    step = {"edit": _edit, "review": _review, "send": _send}.get(request.POST.get("step", ""))
    if step:
        return step(request)
    return _form_page(request, _form(request), drafts.new_token(), Content())


# --- the form -----------------------------------------------------------------------------------


def _edit(request: HttpRequest) -> HttpResponse:
    token = request.POST.get("token", "")
    try:
        content = entering.read(token)
    except (Gone, SealingError):
        return _gone(request)
    if content.sent:
        return _done_page(request, content)
    words = dict(content.words)
    if "received_on" in words:
        words["received_on"] = date.fromisoformat(words["received_on"])
    form = EntryForm(initial=words, officer=request.vault.officer)
    return _form_page(request, form, token, content)


def _review(request: HttpRequest) -> HttpResponse:
    """The words once more with the slip; the form again where it lacks. Files are kept."""
    token = request.POST.get("token", "")
    try:
        content = Content() if drafts.is_free(token) else entering.read(token)
        if content.sent:
            return _done_page(request, content, came=True)
        form = _form(request, content)
        content = _kept(request, token, form)
        if content.sent:  # in another window, just now
            return _done_page(request, content, came=True)
    except (Gone, SealingError):
        return _gone(request)
    except (DatabaseError, OSError):
        told = _("It could not be kept at this moment. Nothing is lost: press once more.")
        return _form_page(request, _form(request), token, Content(), note=told, status=503)
    if uploads.was_too_long(request):
        form.add_error("files", _("The files were too large to be read. Your words are all here."))
    if form.errors or not content.receipt or "stay" in request.POST:
        return _form_page(request, form, token, content)
    return _review_page(request, token, content)


def _form(request: HttpRequest, content: Content | None = None) -> EntryForm:
    officer = request.vault.officer
    if content is None:
        return EntryForm(officer=officer)
    receipt = sealing.read_receipt(content.receipt) if content.receipt else None
    return EntryForm(
        request.POST, request.FILES, uploads=request.sealed_uploads, receipt=receipt,
        officer=officer,
    )  # fmt: skip


def _kept(request: HttpRequest, token: str, form: EntryForm) -> Content:
    """The draft with the files that came and, of a complete form, its words and its receipt."""
    removed = set(request.POST.getlist("remove"))
    complete = form.is_valid()
    refusals: list[str] = []

    def act(content: Content) -> None:
        content.files = [one for one in content.files if one.stored_as.hex not in removed]
        refusals[:] = submission.add_files(content, form.evidence)
        if complete:
            content.words = entering.words_of(form.cleaned_data)
            submission.mint(content)

    content = drafts.change(token, act)
    uploads.keep(request, content.files)
    for refusal in refusals:
        form.add_error("files", refusal)
    return content


def _form_page(
    request: HttpRequest, form: EntryForm, token: str, content: Content,
    *, note: str = "", closed: bool = False, status: int = 0,
) -> HttpResponse:  # fmt: skip
    context = {"form": form, "token": token, "content": content, "note": note, "closed": closed}
    status = status or (422 if form.is_bound and form.errors else 200)
    return render(request, "complaints/staff_entry.html", context, status=status)


# --- the slip, and the case ---------------------------------------------------------------------


def _send(request: HttpRequest) -> HttpResponse:
    """Make the case, once however often the button is pressed."""
    token = request.POST.get("token", "")
    try:
        content = entering.read(token)
        if content.sent:
            return _done_page(request, content)
        if not content.receipt:  # the slip was never shown
            return _edit(request)
        form = HandedOverForm(request.POST)
        if not form.is_valid():
            return _review_page(request, token, content, form, status=422)
        return _done_page(request, _entered(request, token, form))
    except _Again as again:
        return _review_page(request, token, drafts.read(token), note=again.words, status=409)
    except (Gone, SealingError):
        return _gone(request)


class _Again(Exception):
    """The review once more, with these words."""

    def __init__(self, words: str) -> None:
        self.words = words
        super().__init__()


def _entered(request: HttpRequest, token: str, form: HandedOverForm) -> Content:
    try:
        return entering.enter(token, form.cleaned_data["slip"], by=request.vault.officer)
    except NewReceipt as fault:
        words = _("The receipt had to be changed. Print the new slip; the old one opens nothing.")
        raise _Again(words) from fault
    except (NotNow, NotAllowed) as fault:
        raise _Again(str(fault)) from fault
    except Closed as fault:
        raise _Again(_("No complaint can be taken now: look at the page of officers.")) from fault


def _review_page(
    request: HttpRequest, token: str, content: Content, form: HandedOverForm | None = None,
    *, note: str = "", status: int = 200,
) -> HttpResponse:  # fmt: skip
    words = content.words
    context = {
        "token": token,
        "content": content,
        "words": words,
        "channel": Case.Channel(words["channel"]).label,
        "category": Case.Category(words["category"]).label,
        "posts": Post.objects.filter(pk__in=words["accused_posts"]),
        "nobody_left": submission.nobody_left(words["accused_posts"]),
        "form": form or HandedOverForm(),
        "note": note,
    }
    facts = _slip_facts(request, content, date.fromisoformat(words["received_on"]))
    return render(request, "complaints/staff_entry_review.html", context | facts, status=status)


def _done_page(request: HttpRequest, content: Content, *, came: bool = False) -> HttpResponse:
    """The case's number, and the slip for the last time. `came`: the form came again, too late."""
    names = [one.name for one in request.FILES.getlist("files")] if came else []
    case = Case.objects.filter(pk=content.case).first()
    too_late = submission.too_late(content, names, again=came)
    context = {
        "case": case,
        "too_late": too_late,
        **_slip_facts(request, content, case.received_on if case else None),
    }
    return render(request, "complaints/staff_entry_done.html", context)


def _slip_facts(
    request: HttpRequest, content: Content, received_on: date | None
) -> dict[str, object]:
    return {
        "groups": content.receipt.split("-"),
        "address": request.build_absolute_uri(reverse("complaints:start")),
        "received_on": received_on,
    }


def _gone(request: HttpRequest) -> HttpResponse:
    told = _("The time of what was written is over; nothing was kept. Please enter it once more.")
    form = EntryForm(officer=request.vault.officer)
    return _form_page(request, form, drafts.new_token(), Content(), note=told, status=410)

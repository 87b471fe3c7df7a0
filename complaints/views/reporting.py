"""Reporting: what to know before, the form, the review with the receipt, the sending."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Post
from complaints import sealing
from complaints.clocks import DAYS, Name, clocks_of
from complaints.models import Case
from complaints.reporting import drafts, submission, uploads
from complaints.reporting.drafts import Content, Gone
from complaints.reporting.forms_report import ReportForm, TypedBackForm
from complaints.reporting.submission import NewReceipt, NotNow
from complaints.sealed import receiving
from complaints.sealed.receiving import Closed
from complaints.sealing import Receipt, SealingError
from complaints.upkeep.retention import KEEPING
from portal.limits import Bucket

# A form comes back with each file and each slip of a person; a machine comes more often.
FORMS = Bucket("complaint forms", 60, 10)
COMPLAINTS = Bucket("complaints", 10, 600)
# Forms that bring files. Unsent files wait up to three hours and have two gigabytes together
# (COMPLAINTS_WAITING_MEGABYTES): 30 MB each, one visitor takes 1.4 of two processes.
FILES = Bucket("forms with files", 12, 900)


def begin(request: HttpRequest) -> HttpResponse:
    """What is protected and what is not, what happens next, which other ways there are."""
    if not receiving.is_open():
        return _closed(request, status=200)
    context = {"days": DAYS[Name.ACKNOWLEDGE], "years": KEEPING.years}
    return render(request, "complaints/start.html", context)


# --- the form -----------------------------------------------------------------------------------


def write(request: HttpRequest) -> HttpResponse:
    """The form: empty, or with what the draft behind the token holds."""
    if not receiving.is_open():
        return _closed(request)
    token = request.POST.get("token", "")
    content = Content()
    if token:
        try:
            content = drafts.read(token)
        except (Gone, SealingError):
            return gone(request)
        if content.sent:
            return _sent_page(request, content)
    form = ReportForm(initial=content.words, purpose="complaint", asked=not content.human)
    return _form_page(request, form, token or drafts.new_token(), content, notes=[])


def review(request: HttpRequest) -> HttpResponse:
    """What was written, once more, with the receipt to write down; the form again where it lacks.

    Files that came are kept under the token whatever else is wrong.
    """
    if not receiving.is_open():
        return _closed(request)
    token, content, notes = _standing(request.POST.get("token", ""))
    if content.sent:
        return _sent_page(request, content, came=True)
    return _reviewed(request, token, content, notes)


def _reviewed(request: HttpRequest, token: str, content: Content, notes: list[str]) -> HttpResponse:
    facts: dict[str, Any] = {"asked": not content.human, "receipt": _receipt(content)}
    if not FORMS.take(request):
        # Without its files: to draw a form is to judge it, and photos take seconds each.
        form = ReportForm(request.POST, **facts)
        return _form_page(
            request, form, token, content, status=429, notes=[_too_often(FORMS, request)]
        )
    if uploads.arrived(request) and not FILES.take(request):
        notes.append(uploads.no_room())
        form = ReportForm(request.POST, **facts)
    else:
        form = ReportForm(request.POST, request.FILES, uploads=request.sealed_uploads, **facts)
    complete = form.is_valid()
    allowed = complete and (content.receipt != "" or COMPLAINTS.take(request))
    try:
        content = _kept(request, token, form, complete=complete, allowed=allowed)
    except (Gone, SealingError, DatabaseError, OSError):
        notes.append(_("It could not be kept at this moment. Nothing is lost: press once more."))
        return _form_page(request, form, token, content, notes=notes, status=503)
    if uploads.was_too_long(request):
        form.add_error("files", _("The files were too large to be read. Your words are all here."))
    if complete and not allowed:
        notes.append(_too_often(COMPLAINTS, request))
    if content.sent:  # in another window, just now
        return _sent_page(request, content, came=True)
    if complete and not notes and not form.errors:
        return _review_page(request, token, content)
    return _form_page(request, form, token, content, notes=notes)


def _standing(token: str) -> tuple[str, Content, list[str]]:
    """The token, a new one where it is over; what lies under it; what there is to be told."""
    if not drafts.is_token(token):
        return drafts.new_token(), Content(), []
    try:
        return token, drafts.read(token), []
    except Gone:
        if drafts.is_free(token):
            return token, Content(), []
    except SealingError:
        pass
    told = _("The files that you added earlier are no longer kept. Please look at the list below.")
    return drafts.new_token(), Content(), [told]


def _kept(
    request: HttpRequest, token: str, form: ReportForm, *, complete: bool, allowed: bool
) -> Content:
    """The draft with the files that came and, of a complete form, its words and its receipt."""
    removed = set(request.POST.getlist("remove"))
    refusals: list[str] = []

    def act(content: Content) -> None:
        content.files = [one for one in content.files if one.stored_as.hex not in removed]
        refusals[:] = submission.add_files(content, form.evidence)
        if complete:
            content.human = True
            content.words = submission.words_of(form.cleaned_data)
        if allowed:
            submission.mint(content)

    content = drafts.change(token, act)
    uploads.keep(request, content.files)
    for refusal in refusals:
        form.add_error("files", refusal)
    return content


def _form_page(
    request: HttpRequest, form: ReportForm, token: str, content: Content,
    *, notes: list[str], status: int = 0,
) -> HttpResponse:  # fmt: skip
    form.asked = not content.human  # answered just now: not again beside another slip
    context = {"form": form, "token": token, "content": content, "notes": notes}
    status = status or (422 if form.is_bound and form.errors else 200)
    return render(request, "complaints/form.html", context, status=status)


# --- review and sending -------------------------------------------------------------------------


def send(request: HttpRequest) -> HttpResponse:
    """The last button: a case, once however often it is pressed."""
    token = request.POST.get("token", "")
    try:
        try:
            return _sent(request, token)
        except NewReceipt:
            told, status = _("The receipt had to be changed. Please write down the new one."), 409
        except NotNow as fault:
            told, status = str(fault), 503
        return _review_page(request, token, drafts.read(token), note=told, status=status)
    except (Gone, SealingError):
        return gone(request)
    except Closed:
        return _closed(request)


def _sent(request: HttpRequest, token: str) -> HttpResponse:
    content = drafts.read(token)
    if content.sent:
        return _sent_page(request, content)
    if not content.receipt:  # the review was never shown
        return write(request)
    form = TypedBackForm(request.POST, receipt=content.receipt)
    if not form.is_valid():
        return _review_page(request, token, content, form, status=422)
    return _sent_page(request, submission.send(token))


def _review_page(
    request: HttpRequest, token: str, content: Content, form: TypedBackForm | None = None,
    *, note: str = "", status: int = 200,
) -> HttpResponse:  # fmt: skip
    words = content.words
    context = {
        "token": token,
        "content": content,
        "category": Case.Category(words["category"]).label,
        "posts": Post.objects.filter(pk__in=words["accused_posts"]),
        "nobody_left": submission.nobody_left(words["accused_posts"]),
        "groups": content.receipt.split("-"),
        "form": form or TypedBackForm(receipt=content.receipt),
        "note": note,
    }
    return render(request, "complaints/review.html", context, status=status)


def _sent_page(request: HttpRequest, content: Content, *, came: bool = False) -> HttpResponse:
    """The receipt once more, a slip to print, what happens next.

    `came`: the form came again, too late; it says so, for nothing of it is kept.
    """
    names = [one.name for one in request.FILES.getlist("files")] if came else []
    case = Case.objects.filter(pk=content.case).first()
    context = {
        "groups": content.receipt.split("-"),
        "address": request.build_absolute_uri(reverse("complaints:start")),
        "received_on": case.received_on if case else timezone.localdate(),
        "until": _told_until(case),
        "too_late": submission.too_late(content, names, again=came),
    }
    return render(request, "complaints/sent.html", context)


def _told_until(case: Case | None) -> date:
    """The last day on which the complainant is told in time."""
    today = timezone.localdate()
    if case is None:  # erased meanwhile
        return today
    clocks = {one.name: one for one in clocks_of(case, today)}
    return clocks[Name.ACKNOWLEDGE].due


# --- when it does not go on ---------------------------------------------------------------------


def gone(request: HttpRequest) -> HttpResponse:
    """The time of what was written is over, or the page was sent without its hidden field."""
    return render(request, "complaints/gone.html", status=410)


def _closed(request: HttpRequest, *, status: int = 503) -> HttpResponse:
    return render(request, "complaints/closed.html", status=status)


def _receipt(content: Content) -> Receipt | None:
    return sealing.read_receipt(content.receipt) if content.receipt else None


def _too_often(bucket: Bucket, request: HttpRequest) -> str:
    minutes = max(1, round(bucket.wait(request) / 60))
    return _(
        "Much has come from your network just now. Nothing that you wrote is lost: press the"
        " button again in %(minutes)d minutes."
    ) % {"minutes": minutes}

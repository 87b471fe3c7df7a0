"""The way to the public and back: a page or a button for each verb."""

from __future__ import annotations

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.gate import requires
from accounts.refusals import NotAllowed, Stale
from accounts.rights import Right
from accounts.views.pages import sent
from publications import guard
from publications import publishing as verbs
from publications.forms import (
    PublishForm,
    RescheduleForm,
    ReturnForm,
    ReviewedForm,
    SeenForm,
    WithdrawForm,
)
from publications.models import Publication
from publications.moving import NotConfirmed
from publications.overview import state_of
from publications.views.fetching import back, fetch, fetch_to_decide, home_of

INVALID, MEANWHILE = 422, 409
ASKED = ["GET", "HEAD", "POST"]


@require_POST
@requires(Right.WRITE_CONTENT)
def submit(request: HttpRequest, pk: int) -> HttpResponse:
    return _button(request, pk, verbs.submit, _("Sent for review. The webmaster sees it now."))


@require_POST
@requires(Right.WRITE_CONTENT)
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    return _button(request, pk, verbs.take_back, _("It is a draft again."))


@require_POST
@requires(Right.WRITE_CONTENT)
def reviewed(request: HttpRequest, pk: int) -> HttpResponse:
    """Read again and still right; the form says when it is read next."""
    done = _("Noted that it still is right.")
    return _button(request, pk, verbs.mark_reviewed, done, ReviewedForm, "again_by")


def _button(
    request: HttpRequest,
    pk: int,
    verb: Callable[..., None],
    done: str,
    form_type: type[SeenForm] = SeenForm,
    *names: str,
) -> HttpResponse:
    """Carry out a verb that has no page of its own; its reasons stand on the next page."""
    publication = fetch(request, pk)
    form = form_type(request.POST)
    if not form.is_valid():
        return back(request, publication, [one for many in form.errors.values() for one in many])
    facts = {name: form.cleaned_data[name] for name in names}
    try:
        verb(publication, by=request.user, seen=form.seen, **facts)
    except NotAllowed as refusal:
        return back(request, publication, refusal)
    messages.success(request, done)
    return redirect("publications:detail", pk)


@require_http_methods(ASKED)
@requires(Right.WRITE_CONTENT)
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    """What the guard found, from when and until when; then it is public."""
    publication = fetch_to_decide(request, pk)
    initial = {"version": publication.version}
    form = PublishForm(sent(request), publication=publication, initial=initial)
    reasons = verbs.blockers_of_publish(publication, by=request.user)
    if request.method != "POST":
        form.show_found(guard.unconfirmed(publication, frozenset()))
        return _page(request, "publish", publication, form, reasons=reasons)
    if form.is_valid():
        return _publish(request, publication, form)
    form.show_found(guard.unconfirmed(publication, frozenset()))
    return _page(request, "publish", publication, form, reasons=reasons)


def _publish(request: HttpRequest, publication: Publication, form: PublishForm) -> HttpResponse:
    times = {name: form.cleaned_data.get(name) for name in ("at", "until")}
    facts = {"by": request.user, "seen": form.seen, "confirmed": form.keys}
    try:
        verbs.publish(publication, **facts, **times)
    except NotConfirmed as refusal:
        form.add_error(None, refusal.reasons)
        form.show_found(refusal.found)
        return _page(request, "publish", publication, form)
    except NotAllowed as refusal:
        form.add_error(None, refusal.reasons)
        form.show_found(guard.unconfirmed(publication, frozenset()))
        return _page(request, "publish", publication, form, refusal=refusal)
    later = state_of(publication) == "scheduled"
    said = _("It becomes public by itself at the time that you set.")
    messages.success(request, said if later else _("It is public now."))
    return redirect(home_of(publication))


@require_http_methods(ASKED)
@requires(Right.WRITE_CONTENT)
def send_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Back to the owner, with words."""
    publication = fetch_to_decide(request, pk)
    form = ReturnForm(sent(request), initial={"version": publication.version})
    reasons = verbs.blockers_of_send_back(publication, by=request.user)
    done = _("Sent back to its owner.")
    return _asked(
        request, "send_back", publication, form,
        verb=verbs.send_back, reasons=reasons, done=done, names=("words",),
    )  # fmt: skip


@require_http_methods(ASKED)
@requires(Right.WRITE_CONTENT)
def reschedule(request: HttpRequest, pk: int) -> HttpResponse:
    """Another end of what is published, or none; another beginning while it has not come."""
    publication = fetch_to_decide(request, pk)
    initial = {
        "version": publication.version,
        "at": publication.publish_at,
        "until": publication.withdraw_at,
        "reason": publication.withdrawal_reason,
    }
    form = RescheduleForm(sent(request), publication=publication, initial=initial)
    reasons = verbs.blockers_of_reschedule(publication, by=request.user)
    done = _("The schedule is changed.")
    return _asked(
        request, "reschedule", publication, form,
        verb=verbs.reschedule, reasons=reasons, done=done, names=("at", "until", "reason"),
    )  # fmt: skip


@require_http_methods(ASKED)
@requires(Right.WRITE_CONTENT)
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Away from the public, with a reason that its address goes on telling.

    The button that looks for what is to be read instead comes back to this page.
    """
    publication = fetch_to_decide(request, pk)
    initial = {"version": publication.version}
    form = WithdrawForm(sent(request), publication=publication, initial=initial)
    reasons = verbs.blockers_of_withdraw(publication, by=request.user)
    if request.method == "POST" and "look" in request.POST:
        typed = {name: request.POST.get(name, "") for name in ("reason", "instead")}
        looking = WithdrawForm(
            publication=publication, looking_for=typed["instead"], initial=initial | typed
        )
        return _page(request, "withdraw", publication, looking, reasons=reasons)
    done = _("It is withdrawn. Its address tells the reason.")
    return _asked(
        request, "withdraw", publication, form,
        verb=verbs.withdraw, reasons=reasons, done=done, names=("reason", "replaced_by"),
    )  # fmt: skip


def _asked(
    request: HttpRequest,
    page: str,
    publication: Publication,
    form: SeenForm,
    *,
    verb: Callable[..., None],
    reasons: list[str],
    done: str,
    names: tuple[str, ...],
) -> HttpResponse:
    """Ask on a page of its own, then carry out the verb; what was typed stays."""
    if request.method != "POST" or not form.is_valid():
        return _page(request, page, publication, form, reasons=reasons)
    facts = {name: form.cleaned_data.get(name) for name in names}
    try:
        verb(publication, by=request.user, seen=form.seen, **facts)
    except NotAllowed as refusal:
        form.add_error(None, refusal.reasons)
        return _page(request, page, publication, form, refusal=refusal)
    messages.success(request, done)
    return redirect("publications:detail", publication.pk)


def _page(
    request: HttpRequest,
    page: str,
    publication: Publication,
    form: forms.Form,
    *,
    reasons: list[str] = (),
    refusal: NotAllowed | None = None,
) -> HttpResponse:
    """The page of a verb; without its button where reasons stand against it."""
    status = INVALID if form.errors else 200
    if isinstance(refusal, Stale):
        status = MEANWHILE
    context = {"publication": publication, "form": form, "reasons": reasons}
    return render(request, f"publications/publication_{page}.html", context, status=status)

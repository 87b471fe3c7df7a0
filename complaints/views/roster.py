"""The roster's page, admission and leaving, and old cases shared with a colleague."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.gate import requires
from accounts.refusals import NotAllowed, tell
from accounts.rights import Right
from accounts.views.pages import form_page, sent
from complaints.models import Officer
from complaints.officers import agreeing, custody, readiness, roster, sharing, vault
from complaints.officers.agreeing import Kind
from complaints.officers.forms_roster import ComparedForm
from complaints.officers.vault import unlocked
from complaints.sealed import receiving
from complaints.sealed.receiving import FEWEST_OFFICERS
from complaints.sealed.stored import fingerprint
from complaints.sealing import SealingError
from complaints.upkeep import starting_anew
from complaints.views.refusing import refused_into, words_for

RECENTLY_LEFT = 20


@require_safe
@requires(Right.HANDLE_COMPLAINTS)
def overview(request: HttpRequest) -> HttpResponse:
    """Who is in the roster, who keeps the recovery's codes, and what is still to be done."""
    members = Officer.objects.exclude(state="left").select_related("person")
    recovery = custody.in_force()
    lost = set(sharing.lost().values_list("pk", flat=True))
    # To whoever was left out of one of them, that it is there would tell that it is.
    stranded = sharing.stranded().exclude(exclusions__person=request.user)
    context = {
        "members": [_shown(one) for one in members],
        "left": Officer.objects.filter(state="left").select_related("person")
        .order_by("-left_on")[:RECENTLY_LEFT],
        "recovery": recovery,
        "custodians": recovery.custodians.all() if recovery else [],
        "renewal_agreed": agreeing.agreed_by(Kind.RECOVERY, recovery) if recovery else [],
        "may_renew": bool(recovery) and not custody.ceremony_blockers(),
        "needs": readiness.needs(),
        "is_open": receiving.is_open(),
        "own": vault.officer_of(request.user),
        "own_waiting": Officer.objects.waiting().filter(person=request.user).first(),
        "stranded": stranded.exclude(pk__in=lost).count(),
        "lost": stranded.filter(pk__in=lost).count(),
        "not_reached": len(sharing.not_reached().keys() - {pk.hex for pk in lost}),
        "begun_anew": starting_anew.begun_on(),
    }  # fmt: skip
    return render(request, "complaints/staff_roster.html", context)


def _shown(officer: Officer) -> dict[str, object]:
    kind = Kind.ADMISSION if officer.state == Officer.State.WAITING else Kind.LEAVING
    return {"officer": officer, "agreed": agreeing.agreed_by(kind, officer)}


@require_http_methods(["GET", "HEAD", "POST"])
@unlocked
def approve(request: HttpRequest, pk: UUID) -> HttpResponse:
    """An officer agrees to an admission, after comparing the signs of the newcomer's sheet."""
    newcomer = get_object_or_404(Officer.objects.waiting().select_related("person"), pk=pk)
    form = ComparedForm(sent(request))
    if form.is_valid():
        with refused_into(form):
            admitted = roster.approve(newcomer, by=request.vault.officer)
            words = (
                _("%(person)s is admitted. New cases go to them; share the old ones.")
                if admitted
                else _("Your approval is kept. One more officer must approve.")
            )
            messages.success(request, words % {"person": newcomer.person})
            return redirect("complaints-staff:roster")
    return form_page(
        request, form, title=_("Admit %(person)s?") % {"person": newcomer.person},
        submit=_("Approve the admission"), back=_back(),
        template="complaints/staff_roster_member.html", officer=newcomer, act="approve",
        fingerprint=fingerprint(newcomer.public),
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@unlocked
def leave(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One's own leaving, an agreement to a colleague's, or an enrolment turned away."""
    member = get_object_or_404(
        Officer.objects.exclude(state="left").select_related("person"), pk=pk
    )
    if request.method == "POST":
        return _left(request, member)
    own = member.person_id == request.user.pk
    waits = member.state == Officer.State.WAITING
    remaining = len(receiving.trusted_officers()) - (0 if waits else 1)
    context = {
        "officer": member, "own": own, "waits": waits, "act": "leave",
        "closes": remaining < FEWEST_OFFICERS, "remaining": remaining,
        "agreed": agreeing.agreed_by(Kind.LEAVING, member),
    }  # fmt: skip
    return render(request, "complaints/staff_roster_leave.html", context)


def _left(request: HttpRequest, member: Officer) -> HttpResponse:
    mine = request.vault.officer
    own = member.person_id == mine.person_id
    try:
        if own or member.state == Officer.State.WAITING:
            roster.leave(member, by=mine)
            done = True
        else:
            done = roster.agree_to_leaving(member, by=mine)
    except NotAllowed as refusal:
        tell(request, refusal)
        return redirect("complaints-staff:roster")
    words = (
        _("%(person)s has left the roster. What they could read is sealed anew without them.")
        if done
        else _("Your agreement is kept. One more officer must agree.")
    )
    messages.success(request, words % {"person": member.person})
    return redirect("complaints-staff:roster")


@require_POST
@requires(Right.HANDLE_COMPLAINTS)
def withdraw(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Somebody takes back their own enrolment."""
    waiting = get_object_or_404(Officer.objects.waiting(), pk=pk, person=request.user)
    try:
        roster.withdraw(waiting, person=request.user)
    except NotAllowed as refusal:
        tell(request, refusal)
    except SealingError as fault:  # the server lacks its keys
        messages.error(request, words_for(fault, wrong=""))
    else:
        messages.success(request, _("Your enrolment is taken back."))
    return redirect("complaints-staff:roster")


@require_http_methods(["GET", "HEAD", "POST"])
@unlocked
def sharing_page(request: HttpRequest) -> HttpResponse:
    """How many of the officer's cases each colleague cannot read, and the button that shares."""
    if request.method == "POST":
        return _shared(request)
    mine = request.vault.officer
    colleagues = Officer.objects.admitted().exclude(pk=mine.pk).select_related("person")
    context = {
        "colleagues": [(one, sharing.lacking(mine.role, one).count()) for one in colleagues],
        "not_reached": len(sharing.not_reached()),
    }
    return render(request, "complaints/staff_roster_sharing.html", context)


def _shared(request: HttpRequest) -> HttpResponse:
    wanted = request.POST.get("with", "")
    try:
        if wanted == "recovery":
            outcome = sharing.share_with_recovery(request.vault.reader)
        else:
            colleague = get_object_or_404(Officer.objects.admitted(), pk=_uuid(wanted))
            outcome = sharing.share_all(request.vault.reader, colleague)
    except SealingError as fault:
        messages.error(request, words_for(fault, wrong=_("This cannot be opened.")))
    else:
        tell_shared(request, outcome)
    return redirect("complaints-staff:sharing")


def tell_shared(request: HttpRequest, outcome: sharing.Shared) -> None:
    """Say how many cases were shared, and which kinds were not."""
    words = ngettext("%(count)s case shared.", "%(count)s cases shared.", outcome.shared)
    messages.success(request, words % {"count": outcome.shared})
    if outcome.barred:
        words = ngettext(
            "%(count)s case concerns this person and was not shared.",
            "%(count)s cases concern this person and were not shared.",
            outcome.barred,
        )
        messages.warning(request, words % {"count": outcome.barred})
    if outcome.closed:
        words = ngettext(
            "%(count)s case could not be opened whole, so not all of it was shared.",
            "%(count)s cases could not be opened whole, so not all of them was shared.",
            outcome.closed,
        )
        messages.warning(request, words % {"count": outcome.closed})


@require_POST
@unlocked
def agree_to_renewal(request: HttpRequest) -> HttpResponse:
    """An officer agrees to a new recovery key."""
    try:
        done = custody.agree_to_new(request.vault.officer)
    except NotAllowed as refusal:
        tell(request, refusal)
        return redirect("complaints-staff:roster")
    if done:
        return redirect("complaints-staff:recovery-setup")
    messages.success(request, _("Your agreement is kept. One more officer must agree."))
    return redirect("complaints-staff:roster")


def _back() -> tuple[str, str]:
    return reverse("complaints-staff:roster"), _("Officers and custodians")


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None

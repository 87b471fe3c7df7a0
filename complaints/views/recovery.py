"""The custodians' pages: the ceremony of the codes, and what two of them open together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.gate import requires
from accounts.refusals import NotAllowed, refuse_if, tell
from accounts.rights import Right
from accounts.views.pages import form_page, sent
from complaints.models import Case, Custodian, Officer
from complaints.officers import agreeing, custody, recovering, roster, sharing, vault
from complaints.officers.agreeing import Kind
from complaints.officers.forms_roster import (
    CustodiansForm,
    HandOverForm,
    NewCodesForm,
    SeatsForm,
    WrittenDownForm,
)
from complaints.officers.recovering import Room
from complaints.sealed.stored import fingerprint
from complaints.sealing import CUSTODIANS, SealingError
from complaints.views.refusing import refused_into, words_for
from complaints.views.roster import tell_shared

WRITTEN = "written"


# --- the ceremony ------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Right.HANDLE_COMPLAINTS)
def setup(request: HttpRequest) -> HttpResponse:
    """Three custodians named, their codes shown once, each one's last group typed back.

    The first time it needs no agreement: nothing was sealed yet. Later two officers must have
    agreed, and whoever does it has their vault open.
    """
    if request.POST.get("step") == WRITTEN:
        return _finished(request)
    reasons = _setup_blockers(request)
    form = SeatsForm(sent(request), custodians=_custodians())
    if not reasons and form.is_valid():
        with refused_into(form):
            return _codes_page(request, custody.prepare(form.seats()))
    return form_page(
        request, form, title=_("Custodians and their codes"), submit=_("Make the three codes"),
        back=(reverse("complaints-staff:roster"), _("Officers and custodians")),
        template="complaints/staff_recovery_setup.html", reasons=reasons,
        replaces=custody.in_force(),
    )  # fmt: skip


def _setup_blockers(request: HttpRequest) -> list[str]:
    """Whoever does it sees all three codes: it is one of the two who agreed, vault open."""
    reasons = custody.ceremony_blockers()
    recovery = custody.in_force()
    if reasons or recovery is None:
        return reasons
    opened = vault.vault_of(request)
    if opened is None:
        return [_("Unlock the vault first.")]
    if opened.officer not in agreeing.agreed_by(Kind.RECOVERY, recovery):
        return [_("Only one of the officers who agreed can make the new codes.")]
    return []


def _custodians() -> Sequence[Custodian]:
    """The custodians of the recovery in force."""
    recovery = custody.in_force()
    return list(recovery.custodians.all()) if recovery else []


def _labels() -> list[str]:
    return [
        _("Last three signs of the code of custodian %(number)d") % {"number": number}
        for number in CUSTODIANS
    ]


def _codes_page(request: HttpRequest, made: custody.Ceremony, page_token: str = "") -> HttpResponse:
    """Three sheets to print, one a custodian, and the question for the last groups."""
    sheets = [
        {"number": number, "seat": seat, "code": made.codes[number]}
        for number, seat in enumerate(made.seats, start=1)
    ]
    form = WrittenDownForm(initial={"sheet_token": made.sheet}, labels=_labels())
    context = {
        "sheets": sheets, "form": form, "step": WRITTEN, "fingerprint": made.fingerprint,
        "page_token": page_token, "all_from_here": not any(seat.outside for seat in made.seats),
        "today": timezone.localdate(),
    }  # fmt: skip
    return render(request, "complaints/staff_codes.html", context)


def _finished(request: HttpRequest) -> HttpResponse:
    """The codes were written down: keep what they open."""
    form = WrittenDownForm(request.POST, labels=_labels())
    page_token = request.POST.get("page_token", "")
    room = recovering.resume(page_token, request.user)
    if form.is_valid():
        with refused_into(form):
            if not custody.is_by_custodians(form.cleaned_data["sheet_token"]):
                refuse_if(_setup_blockers(request))
            custody.finish(
                form.cleaned_data["sheet_token"], form.groups(), by=f"person {request.user.pk}"
            )
            messages.success(
                request, _("The recovery is in force. Hand out the sheets, each in an envelope.")
            )
            if room:
                _reach_old_cases(request, room)
            return redirect("complaints-staff:roster")
    context = {"form": form, "step": WRITTEN, "page_token": page_token}
    return render(request, "complaints/staff_codes.html", context, status=422)


def _reach_old_cases(request: HttpRequest, room: Room) -> None:
    """The old recovery, opened by its custodians, seals the old cases to the new one at once."""
    try:
        sharing.share_with_recovery(room.reader)
    except SealingError as fault:
        messages.error(request, words_for(fault, wrong=_("This cannot be opened.")))
    recovering.close_all()


# --- what two custodians open ------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Right.HANDLE_COMPLAINTS)
def recovery(request: HttpRequest) -> HttpResponse:
    """Two codes open the custodians' room; every act in it is a step posted to this address.

    Whoever may handle complaints sits at the screen; the custodians type their codes. Cases
    that concern the person at the screen are not listed.
    """
    act = STEPS.get(request.POST.get("step", ""))
    if request.method == "POST" and act:
        room = recovering.resume(request.POST.get("page_token", ""), request.user)
        if room is None:
            messages.error(request, _("The recovery has closed itself. Enter the codes again."))
            return redirect("complaints-staff:recovery")
        return act(request, room)
    return _door(request)


def _door(request: HttpRequest) -> HttpResponse:
    custodians = _custodians()
    form = CustodiansForm(sent(request), custodians=custodians)
    if custodians and form.is_valid():
        wrong = _("These two codes do not open the recovery.")
        with refused_into(form, wrong=wrong):
            return _room_page(request, recovering.enter(form.typed(), request.user))
    return form_page(
        request, form, title=_("Recovery by two custodians"), submit=_("Open the recovery"),
        back=(reverse("complaints-staff:roster"), _("Officers and custodians")),
        template="complaints/staff_recovery.html", in_force=bool(custodians),
    )  # fmt: skip


def _room_page(
    request: HttpRequest, room: Room, *, handing: HandOverForm | None = None
) -> HttpResponse:
    cases = recovering.left_to_nobody(room)
    members = Officer.objects.exclude(state="left").select_related("person")
    context = {
        "room": room, "numbers": room.custodians.replace(",", ", "),
        "cases": cases, "handing": handing or HandOverForm(cases=_choices(cases)),
        "waiting": [(one, fingerprint(one.public)) for one in members if one.state == "waiting"],
        "admitted": [one for one in members if one.state == "admitted"],
        "seats": NewCodesForm(custodians=_custodians()),
    }  # fmt: skip
    return render(
        request, "complaints/staff_recovery_room.html", context,
        status=422 if handing and handing.errors else 200,
    )  # fmt: skip


def _choices(cases: Sequence[Case]) -> list[tuple[str, str]]:
    return [(case.pk.hex, str(case)) for case in cases]


def _hand_over(request: HttpRequest, room: Room) -> HttpResponse:
    cases = recovering.left_to_nobody(room)
    form = HandOverForm(request.POST, cases=_choices(cases))
    if not form.is_valid():
        return _room_page(request, room, handing=form)
    chosen = [case for case in cases if case.pk.hex in form.cleaned_data["cases"]]
    with _told(request):
        tell_shared(request, recovering.hand_over(room, chosen, form.cleaned_data["officer"]))
    return _room_page(request, room)


def _admit(request: HttpRequest, room: Room) -> HttpResponse:
    if officer := _member(request):
        with _told(request):
            roster.admit_by_custodians(officer, room.custodians)
            messages.success(request, _("%(person)s is admitted.") % {"person": officer.person})
    return _room_page(request, room)


def _remove(request: HttpRequest, room: Room) -> HttpResponse:
    if officer := _member(request):
        with _told(request):
            roster.remove_by_custodians(officer, room.custodians)
            messages.success(
                request, _("%(person)s has left the roster.") % {"person": officer.person}
            )
    return _room_page(request, room)


def _new_codes(request: HttpRequest, room: Room) -> HttpResponse:
    """New codes for the same key, or a new key, by the custodians who are here."""
    form = NewCodesForm(request.POST)
    if form.is_valid():
        if form.cleaned_data["kind"] == "new":
            made = custody.prepare(form.seats(), custodians=room.custodians)
        else:
            made = custody.prepare_division(room.private, form.seats(), room.custodians)
        return _codes_page(request, made, room.page_token)
    context = {"form": form, "room": room}
    return render(request, "complaints/staff_recovery_seats.html", context, status=422)


def _close(request: HttpRequest, room: Room) -> HttpResponse:
    recovering.close(room.page_token)
    messages.success(request, _("The recovery is closed."))
    return redirect("complaints-staff:roster")


STEPS = {
    "hand-over": _hand_over,
    "admit": _admit,
    "remove": _remove,
    "codes": _new_codes,
    "close": _close,
}


def _member(request: HttpRequest) -> Officer | None:
    try:
        pk = UUID(request.POST.get("officer", ""))
    except ValueError:
        return None
    return Officer.objects.select_related("person").filter(pk=pk).first()


@contextmanager
def _told(request: HttpRequest) -> Iterator[None]:
    """Show on the page what a verb or the sealing refused."""
    try:
        yield
    except NotAllowed as refusal:
        tell(request, refusal)
    except SealingError as fault:
        messages.error(request, words_for(fault, wrong=_("This cannot be opened.")))

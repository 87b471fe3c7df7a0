"""An officer's own key: enrolling, the printed code, another passphrase."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.gate import requires
from accounts.rights import Right
from accounts.views.pages import form_page, sent
from complaints.officers import roster, vault, ways
from complaints.officers.forms_roster import (
    ChangePassphraseForm,
    ForgottenForm,
    NewPassphraseForm,
    PresentPassphraseForm,
    WrittenDownForm,
)
from complaints.views.refusing import refused_into

WRITTEN = "written"  # the step after the code was shown


def _roster() -> tuple[str, str]:
    return reverse("complaints-staff:roster"), _("Officers and custodians")


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Right.HANDLE_COMPLAINTS)
def enrol(request: HttpRequest) -> HttpResponse:
    """A passphrase makes the pair, its code is shown once, its last group keeps it."""
    if request.POST.get("step") == WRITTEN:
        return _enrolled(request)
    reasons = roster.enrolment_blockers(request.user)
    form = NewPassphraseForm(sent(request), person=request.user)
    if not reasons and form.is_valid():
        with refused_into(form):
            made = roster.prepare(request.user, form.cleaned_data["vault_password"])
            return _code_page(request, made.code, made.sheet, fingerprint=made.fingerprint)
    has_pair = vault.officer_of(request.user) is not None
    return form_page(
        request, form, title=_("Enrol as complaint officer"), submit=_("Make my key"),
        back=_roster(), template="complaints/staff_enrol.html", reasons=reasons, has_pair=has_pair,
    )  # fmt: skip


def _enrolled(request: HttpRequest) -> HttpResponse:
    form = _written(request)
    if form.is_valid():
        with refused_into(form):
            roster.enrol(request.user, form.cleaned_data["sheet_token"], form.groups()[0])
            messages.success(
                request, _("You are enrolled. Two officers or two custodians now admit you.")
            )
            return redirect("complaints-staff:roster")
    return _code_page(request, "", "", form=form)


def _written(request: HttpRequest) -> WrittenDownForm:
    return WrittenDownForm(request.POST, labels=[_("Last three signs of the code")])


def _code_page(
    request: HttpRequest, code: str, sheet: str, *, form: forms.Form | None = None,
    fingerprint: str = "",
) -> HttpResponse:  # fmt: skip
    """The page that shows a code once; without one, the question for its last group alone."""
    form = form or WrittenDownForm(
        initial={"sheet_token": sheet}, labels=[_("Last three signs of the code")]
    )
    context = {
        "code": code, "form": form, "fingerprint": fingerprint, "step": WRITTEN,
        "today": timezone.localdate(),
    }  # fmt: skip
    return render(
        request, "complaints/staff_code.html", context, status=422 if form.errors else 200
    )


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Right.HANDLE_COMPLAINTS)
def new_code(request: HttpRequest) -> HttpResponse:
    """Another printed code, by the present passphrase."""
    if request.POST.get("step") == WRITTEN:
        return _new_code_kept(request)
    if (officer := vault.officer_of(request.user)) is None:
        return _without_key(request)
    form = PresentPassphraseForm(sent(request))
    if form.is_valid():
        with refused_into(form, wrong=_("The passphrase is wrong."), field="present_password"):
            made = ways.prepare_code(officer, form.cleaned_data["present_password"])
            return _code_page(request, made.code, made.sheet)
    return form_page(
        request, form, title=_("Another printed code"), submit=_("Make another code"),
        back=_roster(), template="complaints/staff_enrol_way.html",
        words=_("The old code works until you have written down the new one."),
    )  # fmt: skip


def _new_code_kept(request: HttpRequest) -> HttpResponse:
    form = _written(request)
    if form.is_valid():
        with refused_into(form):
            ways.keep_code(request.user, form.cleaned_data["sheet_token"], form.groups()[0])
            messages.success(request, _("The new code is in force. Destroy the old sheet."))
            return redirect("complaints-staff:roster")
    return _code_page(request, "", "", form=form)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Right.HANDLE_COMPLAINTS)
def passphrase(request: HttpRequest) -> HttpResponse:
    """Another passphrase by the present one."""
    if (officer := vault.officer_of(request.user)) is None:
        return _without_key(request)
    form = ChangePassphraseForm(sent(request), person=request.user)
    if form.is_valid():
        data = form.cleaned_data
        with refused_into(form, wrong=_("The passphrase is wrong."), field="present_password"):
            ways.change_passphrase(officer, data["present_password"], data["vault_password"])
            return _passphrase_changed(request)
    return form_page(
        request, form, title=_("Change the vault passphrase"), submit=_("Change it"),
        back=_roster(), template="complaints/staff_enrol_way.html",
        words=_("Every vault that you have opened is locked by this. The printed code stays."),
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Right.HANDLE_COMPLAINTS)
def forgotten(request: HttpRequest) -> HttpResponse:
    """Another passphrase by the printed code."""
    if (officer := vault.officer_of(request.user)) is None:
        return _without_key(request)
    form = ForgottenForm(sent(request), person=request.user)
    if form.is_valid():
        data = form.cleaned_data
        wrong = _("This is not the code of your key.")
        with refused_into(form, wrong=wrong, field="code_token"):
            ways.reset_by_code(officer, data["code_token"], data["vault_password"])
            return _passphrase_changed(request)
    return form_page(
        request, form, title=_("Forgotten passphrase"), submit=_("Set the new passphrase"),
        back=_roster(), template="complaints/staff_enrol_way.html", lost=True,
        words=_("The code on the sheet that you printed when you enrolled opens your key."),
    )  # fmt: skip


def _passphrase_changed(request: HttpRequest) -> HttpResponse:
    messages.success(request, _("The new passphrase is in force. Unlock the vault with it."))
    return redirect("complaints-staff:unlock")


def _without_key(request: HttpRequest) -> HttpResponse:
    messages.error(request, _("You have no key that was admitted."))
    return redirect("complaints-staff:roster")

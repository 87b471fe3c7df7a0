"""Unlocking and locking the vault."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.gate import requires
from accounts.rights import Right
from complaints import sealing
from complaints.models import Officer
from complaints.officers import vault
from complaints.officers.forms_vault import UnlockForm
from complaints.views.refusing import words_for

AFTER = "complaints-staff:cases"


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Right.HANDLE_COMPLAINTS)
def unlock(request: HttpRequest) -> HttpResponse:
    """The vault passphrase; after seven wrong ones a quarter of an hour must pass."""
    officer = vault.officer_of(request.user)
    form = UnlockForm(request.POST or None)
    if officer and form.is_valid() and (token := _opened(officer, form)):
        return vault.keep_token(redirect(_after(request)), token)
    waiting = Officer.objects.waiting().filter(person=request.user).first()
    context = {
        "form": form, "officer": officer, "waiting": waiting,
        "next": request.POST.get("next") or request.GET.get("next", ""),
    }  # fmt: skip
    response = render(
        request, "complaints/staff_unlock.html", context, status=422 if form.errors else 200
    )
    response.headers["Cache-Control"] = "no-store"
    return response


def _opened(officer: Officer, form: UnlockForm) -> str:
    """The token, or "" with the reason on the form."""
    try:
        return vault.unlock(officer, form.cleaned_data["vault_password"])
    except sealing.SealingError as fault:
        is_wrong = isinstance(fault, sealing.CannotOpen)
        words = words_for(fault, wrong=_("The passphrase is wrong."))
        form.add_error("vault_password" if is_wrong else None, words)
    return ""


def _after(request: HttpRequest) -> str:
    wanted = request.POST.get("next", "")
    ours = url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()})
    return wanted if ours else AFTER


@require_POST
@requires(Right.HANDLE_COMPLAINTS)
def lock(request: HttpRequest) -> HttpResponse:
    """Close the vault in this browser."""
    vault.lock(request.COOKIES.get(vault.COOKIE, ""))
    messages.success(request, _("The vault is locked."))
    response = redirect("complaints-staff:unlock")
    response.delete_cookie(vault.COOKIE, path="/", samesite="Strict")
    return response

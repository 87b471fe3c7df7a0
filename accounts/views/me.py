"""What everyone does for themselves: the password and the picture of the signature."""

from __future__ import annotations

from functools import partial

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import people
from accounts.authentication import is_really
from accounts.forms import PasswordChangeForm, SignatureForm
from accounts.gate import requires
from accounts.models import Appointment, PeopleEvent
from accounts.rights import Right
from accounts.serving import sealed
from accounts.signature import SignatureRefused
from accounts.views.pages import form_page, sent
from accounts.views.people import events_of
from files.pictures import MAX_BYTES

ACCOUNT_EVENTS = (
    PeopleEvent.Kind.LINK_ISSUED,
    PeopleEvent.Kind.PASSWORD_SET,
    PeopleEvent.Kind.PASSWORD_CHANGED,
    PeopleEvent.Kind.SIGNATURE_SET,
    PeopleEvent.Kind.SIGNATURE_REMOVED,
    PeopleEvent.Kind.PHOTO_SET,
    PeopleEvent.Kind.PHOTO_REMOVED,
    PeopleEvent.Kind.DEACTIVATED,
    PeopleEvent.Kind.REACTIVATED,
)


@require_safe
@requires(Right.SEE_STAFF_PAGES)
def me(request: HttpRequest) -> HttpResponse:
    """My posts and roles, my signature, and what was done to my account and by whom."""
    today = timezone.localdate()
    context = {
        "appointments": Appointment.objects.filter(person=request.user)
        .on(today)
        .select_related("post"),
        "grants": request.user.role_grants.on(today),
        "events": events_of(request.user).filter(kind__in=ACCOUNT_EVENTS)[:10],
    }
    return render(request, "accounts/me.html", context)


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@requires(Right.SEE_STAFF_PAGES)
def password(request: HttpRequest) -> HttpResponse:
    """Change the own password; this session goes on, all others end."""
    form = PasswordChangeForm(
        sent(request), person=request.user, is_right=partial(is_really, request)
    )
    if request.method == "POST" and form.is_valid():
        people.change_password(request.user, password=form.cleaned_data["new_password"])
        update_session_auth_hash(request, request.user)
        messages.success(request, _("The password is changed. You are signed out everywhere else."))
        return redirect("accounts:me")
    return form_page(
        request,
        form,
        title=_("Change my password"),
        submit=_("Change the password"),
        back=(reverse("accounts:me"), _("My account")),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Right.SEE_STAFF_PAGES)
def signature(request: HttpRequest) -> HttpResponse:
    """Send a picture of the own signature; it is cleaned and shown on the next page."""
    posted = request.method == "POST"
    form = SignatureForm(sent(request), request.FILES if posted else None)
    if posted and form.is_valid():
        try:
            people.keep_signature(request.user, content=_content(form.cleaned_data["picture"]))
        except SignatureRefused as refusal:
            form.add_error("picture", str(refusal))
        else:
            messages.success(request, _("The signature is kept. Look whether it is clean."))
            return redirect("accounts:signature")
    return form_page(
        request,
        form,
        title=_("My signature"),
        submit=_("Keep this picture"),
        back=(reverse("accounts:me"), _("My account")),
        template="accounts/signature.html",
    )


def _content(upload) -> bytes:
    """The upload's bytes, or one byte more than is allowed: the rest is not read."""
    return upload.read(MAX_BYTES + 1)


@require_POST
@requires(Right.SEE_STAFF_PAGES)
def signature_remove(request: HttpRequest) -> HttpResponse:
    people.remove_signature(request.user)
    messages.success(request, _("The signature is erased. Signed papers keep theirs."))
    return redirect("accounts:signature")


@require_safe
@requires(Right.SEE_STAFF_PAGES)
def signature_image(request: HttpRequest) -> HttpResponse:
    """The own signature and nobody else's, as a picture that can do nothing else."""
    response = sealed(request.user.signature, "image/png", name="signature.png")
    response.headers["Cache-Control"] = "no-store"
    return response

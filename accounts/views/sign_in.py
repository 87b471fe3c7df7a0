"""Coming in, leaving, and the link that gives a first or forgotten password anew."""

from __future__ import annotations

from axes.utils import reset
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.views import (
    INTERNAL_RESET_SESSION_TOKEN,
    LoginView,
    PasswordResetConfirmView,
)
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts import people
from accounts.forms import NewPasswordForm, SignInForm
from accounts.gate import LAST_SEEN, SIGNED_IN
from accounts.models import User
from accounts.refusals import refusals_into
from accounts.security_log import note

ASKED = require_http_methods(["GET", "HEAD", "POST"])  # Django's views take PUT for POST


@method_decorator(ASKED, name="dispatch")
class SignIn(LoginView):
    """Name and password; the same words and the same work for names that do not exist."""

    template_name = "accounts/sign_in.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True

    def get_context_data(self, **kwargs) -> dict:
        """Without Django's `site`: the public's frame reads its own under that name."""
        context = super().get_context_data(**kwargs)
        del context["site"]
        return context

    def form_valid(self, form: SignInForm) -> HttpResponse:
        response = super().form_valid(form)
        for stamp in (SIGNED_IN, LAST_SEEN):
            self.request.session.pop(stamp, None)
        note("signed in", username=form.get_user().username, request=self.request)
        return response

    def form_invalid(self, form: SignInForm) -> HttpResponse:
        if form.cleaned_data.get("username") and form.cleaned_data.get("password"):
            note("sign-in refused", username=form.cleaned_data["username"], request=self.request)
        return self.render_to_response(self.get_context_data(form=form), status=422)


def locked_out(
    request: HttpRequest,
    original_response: HttpResponse | None = None,
    credentials: dict | None = None,
) -> HttpResponse:
    """What someone sees after too many tries: how long to wait, and whom to ask."""
    note("locked out", username=(credentials or {}).get("username", ""), request=request)
    return render(request, "accounts/locked_out.html", status=429)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Ends the session; the browser is told to forget what it kept of the staff pages."""
    if request.user.is_authenticated:
        note("signed out", username=request.user.username, request=request)
    logout(request)
    response = redirect("accounts:sign-in")
    response.headers["Clear-Site-Data"] = '"cache"'
    return response


@method_decorator(ASKED, name="dispatch")
class SetPassword(PasswordResetConfirmView):
    """A set-password link: shows the form once, then the link is worth nothing.

    The token moves from the address into the session at once, so that neither the history
    of the browser nor another page's Referer gives it away.
    """

    template_name = "accounts/set_password.html"
    token_generator = people.link_tokens
    form_class = NewPasswordForm

    def get_user(self, uidb64: str) -> User | None:
        person = super().get_user(uidb64)
        return person if person is not None and person.is_active else None

    def get_form_kwargs(self) -> dict:
        kwargs = super().get_form_kwargs()
        return kwargs | {"person": kwargs.pop("user")}

    def form_valid(self, form: NewPasswordForm) -> HttpResponse:
        token = self.request.session.get(INTERNAL_RESET_SESSION_TOKEN, "")
        with refusals_into(form):
            people.set_password_by_link(
                self.user, token=token, password=form.cleaned_data["new_password"]
            )
            self.request.session.pop(INTERNAL_RESET_SESSION_TOKEN, None)
            reset(username=self.user.username)  # whoever forgot it was locked out first
            messages.success(self.request, _("The password is set. Sign in with it now."))
            return redirect("accounts:sign-in")
        return self.form_invalid(form)

    def form_invalid(self, form: NewPasswordForm) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def render_to_response(self, context: dict, **kwargs) -> HttpResponse:
        if not self.validlink:
            kwargs["status"] = 410
        return super().render_to_response(context, **kwargs)

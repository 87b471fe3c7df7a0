"""Writing to the office about its services; nobody has to say who they are."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from portal.limits import Bucket
from website import mailbox
from website.forms_contact import ContactForm

# Messages from one address: five at once, then one in ten minutes.
LIMIT = Bucket("contact", capacity=5, refill_seconds=600)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: HttpRequest) -> HttpResponse:
    """The form; sent twice it is one message."""
    form = ContactForm(request.POST if request.method == "POST" else None)
    if form.is_bound:
        if _sent_before(request):
            return redirect("website:message-sent")
        if form.is_valid() and _within_limit(request, form):
            mailbox.drop(form.facts(), form.cleaned_data["form_token"])
            return redirect("website:message-sent")
    context = {"form": form}
    status = 422 if form.errors else 200
    return render(request, "website/contact_message.html", context, status=status)


def _sent_before(request: HttpRequest) -> bool:
    try:
        return mailbox.was_sent(UUID(request.POST.get("form_token", "")))
    except ValueError:
        return False


def _within_limit(request: HttpRequest, form: ContactForm) -> bool:
    if LIMIT.take(request):
        return True
    text = _("Many messages came from here. Wait %(minutes)s minutes, then send it again.")
    form.add_error(None, text % {"minutes": -(-LIMIT.wait(request) // 60)})
    return False


@require_safe
def sent(request: HttpRequest) -> HttpResponse:
    """That the message has arrived, and what comes next."""
    return render(request, "website/contact_sent.html")

"""Messages to the office, for whoever keeps the website."""

from __future__ import annotations

from django.contrib import messages as told
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.gate import requires
from accounts.refusals import NotAllowed, tell
from accounts.rights import Right
from website import mailbox
from website.forms_contact import MessageFilter
from website.models import ContactMessage

A_PAGE = 50


@never_cache
@require_safe
@requires(Right.EDIT_WEBSITE)
def messages(request: HttpRequest) -> HttpResponse:
    """The messages by words and state, newest first."""
    form = MessageFilter(request.GET)
    context = {
        "form": form,
        "page": Paginator(form.found(), A_PAGE).get_page(request.GET.get("page")),
        "is_filtered": form.is_filtering(),
    }
    return render(request, "website/staff_messages.html", context)


@never_cache
@require_safe
@requires(Right.EDIT_WEBSITE)
def message(request: HttpRequest, pk: int) -> HttpResponse:
    """One message whole, with who saw to it."""
    found = get_object_or_404(ContactMessage.objects.select_related("handled_by"), pk=pk)
    return render(request, "website/staff_message.html", {"message": found})


@require_POST
@requires(Right.EDIT_WEBSITE)
def message_handle(request: HttpRequest, pk: int) -> HttpResponse:
    """Note that it was seen to, or open it again."""
    found = get_object_or_404(ContactMessage, pk=pk)
    handled = request.POST.get("handled") == "1"
    try:
        mailbox.set_handled(found, handled=handled, by=request.user, version=_seen(request))
    except NotAllowed as refusal:
        tell(request, refusal)
    else:
        told.success(request, _("Noted.") if handled else _("The message is new again."))
    return redirect("website-staff:message", pk=pk)


def _seen(request: HttpRequest) -> int:
    text = request.POST.get("version", "")
    return int(text) if text.isdecimal() and len(text) < 10 else 0

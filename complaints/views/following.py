"""Following a case by its receipt: steps at the one address of a complainant.

Each page that belongs to a case carries its token in a hidden field. The browser keeps nothing.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any
from uuid import UUID

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from accounts.refusals import refusals_into
from complaints import sealing
from complaints.reporting import following, replying
from complaints.reporting.following import Visit
from complaints.reporting.forms_follow import MessageForm, ReceiptForm, VerdictForm
from complaints.reporting.incoming import incoming
from complaints.reporting.progress import standing_of
from portal.limits import Bucket

# Each receipt costs 80 ms of a processor and 64 MiB. Who has used up the tries goes on by
# answering the question to people, so that no neighbour on the same network shuts anybody out.
TRIES = Bucket("receipts", capacity=10, refill_seconds=60)
MESSAGES = Bucket("messages of complainants", capacity=20, refill_seconds=60)
SEALED = "default-src 'none'; sandbox"
_log = logging.getLogger("portal.complaints")

InCase = Callable[[HttpRequest, Visit], HttpResponse]


# --- coming in and going ----------------------------------------------------------------


def follow(request: HttpRequest) -> HttpResponse:
    """Ask for the receipt; with the right one, the case."""
    asked = TRIES.wait(request) > 0
    if "receipt" not in request.POST:
        return _ask(request, ReceiptForm(asked=asked))
    form = ReceiptForm(request.POST, asked=asked)
    if not form.is_valid():
        throttled = asked and "receipt" not in form.errors and not form.is_asking
        return _ask(request, form, 429 if throttled else _status(form))
    if not asked and not TRIES.take(request):  # somebody on the same network was faster
        return _ask(request, ReceiptForm(request.POST, asked=True), 429)
    return _entered(request, form)


def _entered(request: HttpRequest, form: ReceiptForm) -> HttpResponse:
    try:
        visit = following.enter(form.cleaned_data["receipt"])
    except sealing.CannotOpen:
        form.add_error(
            "receipt",
            _(
                "This receipt opens nothing. Compare it digit by digit with your paper. Cases are"
                " erased some time after they are closed."
            ),
        )
        return _ask(request, form, 422)
    except sealing.Busy:
        form.add_error(None, _("Many are coming in at this moment. Try again in half a minute."))
        return _ask(request, form, 503)
    except sealing.SealingError as fault:
        _log.error("a receipt could not be tried: %s", type(fault).__name__)
        form.add_error(
            None, _("Cases cannot be opened at this moment. Your receipt stays good; come again.")
        )
        return _ask(request, form, 503)
    return _page(request, visit)


def _ask(request: HttpRequest, form: ReceiptForm, status: int = 200) -> HttpResponse:
    context = {"form": form, "minutes": -(-TRIES.wait(request) // 60)}
    return render(request, "complaints/follow.html", context, status=status)


def in_case(step: InCase) -> Callable[[HttpRequest], HttpResponse]:
    """Let in whoever sends the token of an open visit; others see that it is over, and again what
    they had typed."""

    @wraps(step)
    def guarded(request: HttpRequest) -> HttpResponse:
        visit = following.resume(request.POST.get("token", ""))
        if visit is None:
            typed = [request.POST.get(name, "").strip() for name in ("words", "reasons")]
            context = {"texts": [text for text in typed if text]}
            return render(request, "complaints/follow_over.html", context, status=403)
        return step(request, visit)

    return guarded


@in_case
def close(request: HttpRequest, visit: Visit) -> HttpResponse:
    """End the visit; the token opens nothing any more."""
    following.leave(visit.token)
    return render(request, "complaints/follow_left.html")


@csrf_exempt  # whoever flees must get away, whatever became of the browser's cookie
@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: HttpRequest) -> HttpResponse:
    """Away at once: the visit ends, the browser forgets this site, the home page opens."""
    following.leave(request.POST.get("token", ""))
    response = HttpResponseRedirect("/")
    response.status_code = 303
    response.headers["Cache-Control"] = "no-store"
    # As a picture, on another site or in a text on ours, it would sign our staff out.
    ours = request.headers.get("Sec-Fetch-Site", "same-origin") in ("same-origin", "none")
    if ours and request.headers.get("Sec-Fetch-Dest", "document") == "document":
        response.headers["Clear-Site-Data"] = '"*"'
    return response


# --- in the case ------------------------------------------------------------------------


@in_case
def show(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The case as it stands."""
    return _page(request, visit)


@in_case
def message(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Write to the officers, with files; sent twice it is written once."""
    form = MessageForm(
        request.POST, request.FILES, case=visit.case, uploads=request.sealed_uploads
    )  # fmt: skip
    if form.is_valid() and not MESSAGES.take(request):
        form.add_error(None, _("Many messages came from your network. Try again in a minute."))
    if form.is_valid():
        facts = form.cleaned_data
        with _refusals_into(form):
            replying.write(
                visit.case, facts["words"], incoming(form.evidence), token=facts["key"]
            )  # fmt: skip
    if not form.is_valid():
        return _page(request, visit, message=form)
    return _page(request, visit, done=_("Your message has been sent, sealed."))


@in_case
def verdict(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The complainant's own word on whether it was dealt with."""
    form = VerdictForm(request.POST, case=visit.case)
    if form.is_valid():
        facts = form.cleaned_data
        with _refusals_into(form):
            replying.judge(
                visit.case, facts["verdict"], facts["reasons"],
                seen=facts["seen"], token=facts["key"],
            )  # fmt: skip
    if not form.is_valid():
        return _page(request, visit, verdict=form)
    return _page(request, visit, done=_("Your verdict has been noted. Thank you."))


@in_case
def file(request: HttpRequest, visit: Visit) -> HttpResponse:
    """A file of the case, to be saved; nothing of it is shown by the browser."""
    found = following.file_of(visit, _uuid(request.POST.get("file", "")))
    if found is None:
        return _page(request, visit, fault=_("This file is not there."), status=404)
    try:
        told = visit.reader.about(found)
        size = visit.reader.size(found)
        pieces = following.content_of(visit, found)
    except (sealing.SealingError, OSError) as fault:
        _log.error("a file could not be opened for its complainant: %s", type(fault).__name__)
        words = _("This file cannot be opened: it was damaged or changed on the server.")
        return _page(request, visit, fault=words, status=409)
    return as_attachment(pieces, told.name, size)


def as_attachment(pieces: Any, name: str, size: int) -> StreamingHttpResponse:
    """A file that a browser saves and never runs, whatever it is."""
    response = StreamingHttpResponse(pieces, content_type="application/octet-stream")
    response.headers["Content-Disposition"] = content_disposition_header(True, name)
    response.headers["Content-Length"] = str(size)
    response.headers["Content-Security-Policy"] = SEALED
    return response


def _page(
    request: HttpRequest,
    visit: Visit,
    *,
    message: MessageForm | None = None,
    verdict: VerdictForm | None = None,
    done: str = "",
    fault: str = "",
    status: int = 0,
) -> HttpResponse:
    """The page of a case; forms that were refused come back with what was typed."""
    visit.case.refresh_from_db()
    case = visit.case
    standing = standing_of(case, timezone.localdate())
    may_judge = standing.is_over and not replying.against_verdict(case)
    context = {
        "visit": visit, "case": case, "standing": standing, "done": done, "fault": fault,
        "entries": following.entries(visit), "left_a_name": following.left_a_name(visit),
        "message": message or MessageForm(case=case),
        "verdict": verdict or (VerdictForm(case=case) if may_judge else None),
        "may_judge": may_judge,
        "faulty": message or verdict,
    }  # fmt: skip
    return render(
        request, "complaints/follow_case.html", context,
        status=status or (422 if message or verdict else 200),
    )  # fmt: skip


@contextmanager
def _refusals_into(form: Any) -> Iterator[None]:
    """Put on top of the form why nothing was written, also when the server could not seal it."""
    try:
        with refusals_into(form):
            yield
    except (sealing.SealingError, DatabaseError, OSError) as fault:
        _log.error("a complainant's words could not be written: %s", type(fault).__name__)
        form.add_error(None, _("It could not be stored at this moment. Nothing was sent."))


def _status(form: ReceiptForm) -> int:
    return 422 if form.errors else 200


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


STEPS = {
    "follow": follow,
    "case": show,
    "message": message,
    "file": file,
    "verdict": verdict,
    "close": close,
}

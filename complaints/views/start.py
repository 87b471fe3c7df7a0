"""The one address of a complainant: what is done there stands in the hidden field `step`.

A browser's history shows nothing but this address. No step uses a session, and nothing that
was shown is kept by the browser.
"""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from complaints.reporting.uploads import receives_sealed_files
from complaints.views import following, reporting

Step = Callable[[HttpRequest], HttpResponse]
STEPS: dict[str, Step] = {
    "form": reporting.write,
    "review": reporting.review,
    "send": reporting.send,
    **following.STEPS,
}


@require_http_methods(["GET", "HEAD", "POST"])
@receives_sealed_files
def start(request: HttpRequest) -> HttpResponse:
    """What is protected and what happens next; by POST one step of reporting or following."""
    step = STEPS.get(request.POST.get("step", ""), reporting.begin)
    response = step(request)
    response.headers["Cache-Control"] = "no-store"
    return response

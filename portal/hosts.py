"""Whom the website answers as: a request for another name gets a page that says so."""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse
from django.middleware.security import SecurityMiddleware
from django.utils.log import log_response

from portal.views.errors import bad_request

log = logging.getLogger("portal.hosts")
LONGEST = 100  # signs of a foreign name in the log


class KnownHosts:
    """Refuses names that are not in ALLOWED_HOSTS with 400, a page and one line in the log.

    Machines that try addresses send such requests by the thousand; a traceback for each would
    bury what matters. It stands before SecurityMiddleware, whose way to HTTPS asks for the
    name first, and gives its answers the headers that those of SecurityMiddleware have.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self._headers = SecurityMiddleware(get_response)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            request.get_host()
        except DisallowedHost:
            name = request.META.get("HTTP_HOST", "")[:LONGEST]
            refusal = bad_request(request)
            # By Django's own way: what it has logged once it does not log again.
            log_response(
                "refused a request for another host: %s", name,
                response=refusal, request=request, logger=log,
            )  # fmt: skip
            return self._headers.process_response(request, refusal)
        return self.get_response(request)

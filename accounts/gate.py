"""Deny by default: nothing below /staff/ answers a stranger, whatever the view forgot."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from accounts.rights import Right, may

STAFF_PREFIX = "/staff/"
OPEN_NAMES = {"accounts:sign-in", "accounts:sign-out"}
LAST_SEEN = "last_seen"


class StaffGate:
    """Sends strangers at /staff/ to the sign-in page and ends sessions left idle."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            self._end_if_idle(request)
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs) -> HttpResponse | None:
        if not request.path.startswith(STAFF_PREFIX) or request.user.is_authenticated:
            return None
        if request.resolver_match.view_name in OPEN_NAMES:
            return None
        return redirect_to_login(request.get_full_path())

    @staticmethod
    def _end_if_idle(request: HttpRequest) -> None:
        now = int(timezone.now().timestamp())
        last = request.session.get(LAST_SEEN, now)
        if now - last > settings.STAFF_IDLE_SECONDS:
            logout(request)
        elif now - last > 60 or LAST_SEEN not in request.session:
            request.session[LAST_SEEN] = now  # at most one write a minute


def requires(right: Right) -> Callable:
    """A view that only those with the right reach; others get 403, strangers the sign-in."""

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def guarded(request: HttpRequest, *args, **kwargs) -> HttpResponse:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            if not may(request.user, right):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        guarded.right = right
        return guarded

    return decorate

"""Deny by default: nothing below /staff/ answers a stranger, whatever the view forgot."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render, resolve_url
from django.utils import timezone

from accounts.rights import Right, may
from accounts.typed import sentences

STAFF_PREFIX = "/staff/"
OPEN_NAMES = {"accounts:sign-in", "accounts:sign-out", "accounts:set-password"}
SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}
# Stamps in the session, seconds since 1970.
SIGNED_IN = "signed_in"
LAST_SEEN = "last_seen"


class StaffGate:
    """Sends strangers at /staff/ to the sign-in page; ends sessions left idle or grown old.

    Idle: STAFF_IDLE_SECONDS without a request. Old: SESSION_COOKIE_AGE after the sign-in,
    however busy the person was (ASVS 5.0, 7.3.1 and 7.3.2).
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # Whoever brings no session is not asked for one: to look into it would mark the page
        # as this visitor's own, and no cache would keep it for the next.
        if settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated:
            self._end_if_over(request)
        if request.method not in SAFE_METHODS and _stranger(request):
            request.upload_handlers = [NoFiles(request)]
        response = self.get_response(request)
        # No view answers there. A stranger learns only that the staff's room is locked, and
        # reads no words back: no view means that nobody asked for the token against forgery.
        if response.status_code == 404 and request.resolver_match is None and _stranger(request):
            safe = request.method in SAFE_METHODS
            return to_sign_in(request) if safe else _to_page_of_form(request)
        return response

    def process_view(self, request, view, args, kwargs) -> HttpResponse | None:
        if _stranger(request) and request.resolver_match.view_name not in OPEN_NAMES:
            return to_sign_in(request)
        return None

    @staticmethod
    def _end_if_over(request: HttpRequest) -> None:
        now, session = int(timezone.now().timestamp()), request.session
        since, last = session.get(SIGNED_IN, now), session.get(LAST_SEEN, now)
        if now - last > settings.STAFF_IDLE_SECONDS or now - since > settings.SESSION_COOKIE_AGE:
            logout(request)
        elif now - last > 60 or LAST_SEEN not in session:  # at most one write a minute
            session[LAST_SEEN], session[SIGNED_IN] = now, since


class NoFiles(FileUploadHandler):
    """Keeps the files of a form nowhere: the check against forgery reads the whole form, and
    a stranger must not fill the disk before it refuses."""

    def new_file(self, *args: object, **kwargs: object) -> None:
        raise SkipFile

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        return None

    def file_complete(self, file_size: int) -> None:
        return None


def requires(right: Right) -> Callable:
    """A view that only those with the right reach; others get 403, strangers the sign-in."""

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def guarded(request: HttpRequest, *args, **kwargs) -> HttpResponse:
            if not request.user.is_authenticated:
                return to_sign_in(request)
            if not may(request.user, right):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        guarded.right = right
        return guarded

    return decorate


def to_sign_in(request: HttpRequest) -> HttpResponse:
    """To the sign-in page and then back to where the person was.

    A form that was sent after the session's end cannot be sent again by coming back to its
    address, so the way back leads to the page on which it stood. Sentences typed in it are
    shown to whoever sent them, to be copied (status 403); they are kept nowhere.
    """
    if request.method in SAFE_METHODS:
        return redirect_to_login(request.get_full_path())
    answer = _to_page_of_form(request)
    if texts := sentences(request.POST):
        context = {"texts": texts, "sign_in": answer.url}
        return render(request, "accounts/signed_out.html", context, status=403)
    return answer


def _to_page_of_form(request: HttpRequest) -> HttpResponseRedirect:
    page = urlsplit(request.META.get("HTTP_REFERER", ""))
    if page.netloc == request.get_host() and page.path.startswith(STAFF_PREFIX):
        return redirect_to_login(page._replace(scheme="", netloc="", fragment="").geturl())
    return redirect_to_login(resolve_url(settings.LOGIN_REDIRECT_URL))


def _stranger(request: HttpRequest) -> bool:
    """Whether a request for the staff's pages comes from someone who has not signed in."""
    return request.path_info.startswith(STAFF_PREFIX) and not request.user.is_authenticated

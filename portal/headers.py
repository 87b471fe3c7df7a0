"""Response headers that no package of ours sets."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

STAFF_PREFIX = "/staff/"


class IsolationHeaders:
    """Keeps other sites from embedding ours, and staff pages out of every cache."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.headers.setdefault("Cross-Origin-Embedder-Policy", "require-corp")
        if request.path.startswith(STAFF_PREFIX):
            response.headers.setdefault("Cache-Control", "no-store")
        return response

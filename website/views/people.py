"""Who works here: the structure, the people in their posts, their photos."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.models import User
from accounts.serving import sealed
from website.people import former_mayors, shown_to_public, structure


@require_safe
def people(request: HttpRequest) -> HttpResponse:
    """The structure of the office with its people, and the mayors before."""
    today = timezone.localdate()
    context = {"structure": structure(today), "former": former_mayors(today)}
    return render(request, "website/people.html", context)


@require_safe
def photo(request: HttpRequest, pk: int) -> HttpResponse:
    """The photo of somebody whom the pages of people show; of nobody else."""
    person = get_object_or_404(User, pk=pk)
    if not person.photo or pk not in shown_to_public(timezone.localdate()):
        raise Http404
    response = sealed(person.photo, "image/webp")
    response.headers["Cache-Control"] = "public, max-age=86400"
    return response

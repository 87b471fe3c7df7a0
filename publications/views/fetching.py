"""One publication for a view: fetched through what the person may see, else 404."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from accounts.models import User
from accounts.refusals import NotAllowed
from portal.addresses import address_of
from publications.deciding import decides, decides_any
from publications.kinds import KINDS, kind_of, whole
from publications.models import Publication
from publications.querysets import PublicationQuerySet


def visible_to(user: User) -> PublicationQuerySet:
    """What the person works with here; pages that the portal makes itself are no such thing."""
    by_hand = [kind.code for kind in KINDS.values() if kind.written_by_hand]
    return Publication.objects.visible_to(user).of_kind(*by_hand)


def fetch(request: HttpRequest, pk: int) -> Publication:
    """The publication as its kind; 404 where the person may not see it."""
    found = visible_to(request.user).select_related("unit", "category", "owner", "replaced_by")
    return whole(get_object_or_404(found, pk=pk))


def fetch_to_decide(request: HttpRequest, pk: int) -> Publication:
    """The publication for whoever decides about its kind; 403 for everybody else."""
    if not decides_any(request.user):
        raise PermissionDenied
    publication = fetch(request, pk)
    if not decides(request.user, publication.kind):
        raise PermissionDenied
    return publication


def home_of(publication: Publication) -> str:
    """Where the work on it goes on: the page of its room, else its own page here."""
    made_in = kind_of(publication).made_in
    own = reverse("publications:detail", args=[publication.pk])
    return (made_in and address_of(made_in, publication.pk)) or own


def back(
    request: HttpRequest, publication: Publication, refusal: NotAllowed | list[str]
) -> HttpResponse:
    """To the publication's page, with every reason why not."""
    reasons = refusal.reasons if isinstance(refusal, NotAllowed) else refusal
    for reason in reasons:
        messages.error(request, reason)
    return redirect("publications:detail", publication.pk)

"""The page of one publication: where it stands, what it lacks, what to do next."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.gate import requires
from accounts.rights import Right
from portal.addresses import address_of
from publications import overview, previews
from publications.forms import ReviewedForm, SeenForm
from publications.forms_writing import months_later
from publications.kinds import kind_of
from publications.models import Picture, Publication
from publications.richtext import plain_text
from publications.views.fetching import fetch

USUAL_MONTHS = 12  # until the next reading, where the kind says nothing


@require_safe
@requires(Right.WRITE_CONTENT)
def publication(request: HttpRequest, pk: int) -> HttpResponse:
    shown = fetch(request, pk)
    return render(request, "publications/publication_detail.html", hub_of(request, shown))


def hub_of(request: HttpRequest, shown: Publication) -> dict[str, object]:
    """Everything that the page of the publication shows to this person."""
    now = timezone.now()
    can_preview = not previews.blockers_of_make(shown, by=request.user)
    return {
        "publication": shown,
        "state": overview.state_of(shown, now),
        "is_public": shown.is_public(now),
        "acts": overview.acts_of(shown, request.user),
        "returned": overview.last_return(shown),
        "happenings": overview.happenings_of(shown),
        "seen_form": SeenForm(initial={"version": shown.version}),
        "reviewed_form": _reviewed_form(shown),
        "is_stale": shown.review_by is not None and shown.review_by <= timezone.localdate(now),
        "can_preview": can_preview,
        "links": shown.preview_links.filter(stopped_at=None, expires_at__gt=now).select_related(
            "made_by"
        )
        if can_preview
        else [],
        **_parts_of(shown),
    }


def _parts_of(shown: Publication) -> dict[str, object]:
    """The text, the photos and the files, each in a few words."""
    pictures, files = list(shown.pictures.kept()), list(shown.attachments.kept())
    return {
        "kind": kind_of(shown),
        "room": _room_of(shown),
        "excerpt": plain_text(shown.body)[:240],
        "pictures": len(pictures),
        "pictures_working": sum(one.state != Picture.State.READY for one in pictures),
        "pictures_mute": sum(not one.alt.strip() and not one.decorative for one in pictures),
        "files": len(files),
        "files_words": overview.files_in_words(
            files, published=shown.state == Publication.State.PUBLISHED
        ),
    }


def _room_of(shown: Publication) -> str:
    """Where its rows are written, "" for what is written here."""
    made_in = kind_of(shown).made_in
    return address_of(made_in, shown.pk) if made_in else ""


def _reviewed_form(shown: Publication) -> ReviewedForm:
    months = kind_of(shown).review_after or USUAL_MONTHS
    again = months_later(timezone.localdate(), months)
    return ReviewedForm(initial={"version": shown.version, "again_by": again})

"""Pictures and files for the public: /media/pictures/… and /files/…"""

from __future__ import annotations

from pathlib import PurePath
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import NoReverseMatch
from django.utils import timezone
from django.views.decorators.http import require_safe

from publications import previews
from publications.models import Attachment, DownloadCount, Picture, Publication
from publications.photo_task import SIZES
from publications.serving import Stored, give_out, is_beginning

GONE = 410
SEALED = "default-src 'none'; sandbox"
# A PDF is shown by the browser's own viewer, in our page too. A sandbox would keep that
# viewer, which is a plugin to some browsers, from starting; scripts, forms and whatever a
# file might load stay forbidden, and the file itself was written anew without any.
FOR_VIEWER = (
    "default-src 'none'; object-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'self'"
)
SHOWN_INLINE = (Attachment.Kind.PDF, Attachment.Kind.IMAGE)
ENDINGS = {
    "application/pdf": ".pdf",
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "image/webp": ".webp",
    Attachment.Kind.WORD: ".docx",
    Attachment.Kind.EXCEL: ".xlsx",
}
PUBLIC, INSIDE = "public", "inside"
UNKEPT = "private, no-store"
EMBEDDED = ("object", "embed", "iframe", "frame")


@require_safe
def picture(request: HttpRequest, public_id: UUID, size: str) -> HttpResponseBase:
    """One size of a photo, to whoever may see its publication."""
    if size not in SIZES:
        raise Http404
    found = Picture.objects.select_related("publication")
    one = get_object_or_404(found, public_id=public_id, state=Picture.State.READY)
    who = _reader(request, one.publication, removed=one.removed_at is not None)
    if not who:
        return _gone(request, one.publication)
    stored = getattr(one, size)
    control = "public, max-age=300" if who == PUBLIC else UNKEPT
    headers = {"Cache-Control": control, "Content-Security-Policy": SEALED}
    etag = PurePath(stored.name).stem  # a name is given once, and its bytes never change
    return give_out(request, Stored(stored, "image/webp", etag), headers)


@require_safe
def file(request: HttpRequest, public_id: UUID) -> HttpResponseBase:
    """A file to be read in the browser, where a browser can show its kind."""
    return _file(request, public_id, inline=True)


@require_safe
def download(request: HttpRequest, public_id: UUID) -> HttpResponseBase:
    """A file to be saved."""
    return _file(request, public_id, inline=False)


def _file(request: HttpRequest, public_id: UUID, *, inline: bool) -> HttpResponseBase:
    found = Attachment.objects.select_related("publication")
    one = get_object_or_404(found, public_id=public_id)
    open_to_all = one.released_at is not None
    who = _reader(
        request, one.publication, removed=one.removed_at is not None, open_to_all=open_to_all
    )
    if not who:
        return _gone(request, one.publication)
    shown = inline and one.kind in SHOWN_INLINE
    stored = Stored(one.file, one.media_type, one.sha256, name_of(one), attachment=not shown)
    response = give_out(request, stored, _headers(one, who=who, shown=shown))
    if who == PUBLIC and is_beginning(request, response) and _is_wanted(request):
        count(one)
    return response


def _headers(one: Attachment, *, who: str, shown: bool) -> dict[str, str]:
    headers = {
        "Cache-Control": "public, no-cache" if who == PUBLIC else UNKEPT,
        "Content-Security-Policy": SEALED,
    }
    if shown and one.kind == Attachment.Kind.PDF:
        headers |= {"Content-Security-Policy": FOR_VIEWER, "X-Frame-Options": "SAMEORIGIN"}
    return headers


def name_of(one: Attachment) -> str:
    """As what the file is saved: its title, with the ending of what it really is."""
    ending = ENDINGS.get(one.media_type) or ENDINGS.get(one.kind, "")
    title = "".join(" " if sign in '\\/:*?"<>|\r\n\t' else sign for sign in one.title)
    return f"{' '.join(title.split())[:150].strip('. ')}{ending}"


def _reader(
    request: HttpRequest, publication: Publication, *, removed: bool, open_to_all: bool = True
) -> str:
    """PUBLIC or INSIDE, for whom it is given out; "" where it was public once and is gone.

    Nobody's session is looked at for what is public. Raises Http404 for everything else.
    """
    if open_to_all and not removed and publication.is_public():
        return PUBLIC
    if _may_look_inside(request, publication, removed=removed):
        return INSIDE
    if open_to_all and (publication.is_over() or (removed and publication.was_public())):
        return ""
    raise Http404


def _may_look_inside(request: HttpRequest, publication: Publication, *, removed: bool) -> bool:
    """The staff who see the publication, and holders of a preview link of it."""
    token = request.GET.get("preview", "")
    if token and not removed:
        found = previews.find(token)
        if found is not None and found.pk == publication.pk:
            return True
    if not _is_staff(request):
        return False
    return Publication.objects.visible_to(request.user).filter(pk=publication.pk).exists()


def _is_staff(request: HttpRequest) -> bool:
    signed_in = settings.SESSION_COOKIE_NAME in request.COOKIES
    return signed_in and request.user.is_authenticated


def _gone(request: HttpRequest, publication: Publication) -> HttpResponse:
    """That it was withdrawn, why, and where to read on."""
    try:
        address = publication.get_absolute_url()
    except NoReverseMatch:
        address = ""
    context = {"publication": publication, "address": address}
    return render(request, "publications/files_gone.html", context, status=GONE)


def _is_wanted(request: HttpRequest) -> bool:
    """Whether somebody of the public opens or saves the file; a page that shows it inside
    itself fetches it unasked."""
    embedded = request.headers.get("Sec-Fetch-Dest") in EMBEDDED
    return not embedded and not _is_staff(request)


def count(one: Attachment) -> None:
    """One download more today; nothing about who it was."""
    today = DownloadCount.objects.filter(attachment=one, day=timezone.localdate())
    if today.update(count=F("count") + 1):
        return
    try:
        with transaction.atomic():
            DownloadCount.objects.create(attachment=one, day=timezone.localdate(), count=1)
    except IntegrityError:  # somebody else began the day at the same moment
        today.update(count=F("count") + 1)

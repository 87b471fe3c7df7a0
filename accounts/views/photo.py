"""The photo of a person that the public sees: one's own, or set by the keeper of people."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import people
from accounts.forms import PhotoForm
from accounts.gate import requires
from accounts.models import User
from accounts.refusals import NotAllowed, refusals_into, tell
from accounts.rights import Right
from accounts.serving import sealed
from accounts.views.pages import form_page, sent
from files.packages import MEGABYTE
from files.photos import MAX_MEGABYTES
from files.refusals import FileRefused


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Right.SEE_STAFF_PAGES)
def own(request: HttpRequest) -> HttpResponse:
    """Send the own photo; it is made smaller and shown on the next page."""
    return _page(
        request,
        request.user,
        title=_("My photo for the public"),
        here=reverse("accounts:own-photo"),
        remove_url=reverse("accounts:own-photo-remove"),
        back=(reverse("accounts:me"), _("My account")),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Right.MANAGE_PEOPLE)
def of_person(request: HttpRequest, pk: int) -> HttpResponse:
    """The keeper sends the photo of somebody."""
    person = get_object_or_404(User, pk=pk)
    return _page(
        request,
        person,
        title=_("Photo of %(person)s") % {"person": person},
        here=reverse("accounts:photo", args=[pk]),
        remove_url=reverse("accounts:photo-remove", args=[pk]),
        back=(reverse("accounts:person", args=[pk]), str(person)),
    )


def _page(
    request: HttpRequest,
    person: User,
    *,
    title: str,
    here: str,
    remove_url: str,
    back: tuple[str, str],
) -> HttpResponse:
    posted = request.method == "POST"
    form = PhotoForm(sent(request), request.FILES if posted else None)
    if posted and form.is_valid() and _kept(form, person, by=request.user):
        messages.success(request, _("The photo is kept; the public sees it from now on."))
        return redirect(here)
    return form_page(
        request,
        form,
        title=title,
        submit=_("Keep this photo"),
        back=back,
        template="accounts/photo.html",
        person=person,
        remove_url=remove_url,
    )


def _kept(form: PhotoForm, person: User, *, by: User) -> bool:
    content = form.cleaned_data["picture"].read(MAX_MEGABYTES * MEGABYTE + 1)
    try:
        with refusals_into(form):
            people.keep_photo(person, content=content, by=by)
    except FileRefused as refusal:
        form.add_error("picture", str(refusal))
    return not form.errors


@require_POST
@requires(Right.SEE_STAFF_PAGES)
def own_remove(request: HttpRequest) -> HttpResponse:
    return _removed(request, request.user, reverse("accounts:own-photo"))


@require_POST
@requires(Right.MANAGE_PEOPLE)
def of_person_remove(request: HttpRequest, pk: int) -> HttpResponse:
    person = get_object_or_404(User, pk=pk)
    return _removed(request, person, reverse("accounts:photo", args=[pk]))


def _removed(request: HttpRequest, person: User, back: str) -> HttpResponse:
    try:
        people.remove_photo(person, by=request.user)
    except NotAllowed as refusal:
        tell(request, refusal)
    else:
        messages.success(request, _("The photo is erased."))
    return redirect(back)


@require_safe
@requires(Right.SEE_PEOPLE)
def image(request: HttpRequest, pk: int) -> HttpResponse:
    """The photo on the staff's pages, also of somebody whom the public does not see."""
    person = get_object_or_404(User, pk=pk)
    return sealed(person.photo, "image/webp", name="photo.webp")

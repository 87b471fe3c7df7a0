"""The sentence across the top of every page, for whoever keeps the website."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.gate import requires
from accounts.refusals import NotAllowed, refusals_into, tell
from accounts.rights import Right
from accounts.views.pages import form_page, sent
from website import banners as verbs
from website import keeping
from website.forms_staff import BannerForm
from website.models import Banner

A_PAGE = 20  # banners that are over


@require_safe
@requires(Right.EDIT_WEBSITE)
def banners(request: HttpRequest) -> HttpResponse:
    """What shows now, what is to come, and page by page what is over."""
    now = timezone.now()
    current = list(Banner.objects.filter(ends_at__gt=now))
    over = Banner.objects.filter(ends_at__lte=now).order_by("-ends_at", "-pk")
    context = {
        "showing": [one for one in current if one.starts_at <= now],
        "coming": sorted(
            (one for one in current if one.starts_at > now), key=lambda one: one.starts_at
        ),
        "page": Paginator(over, A_PAGE).get_page(request.GET.get("page")),
        "events": keeping.history("banner"),
    }
    return render(request, "website/staff_banners.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Right.EDIT_WEBSITE)
def banner_add(request: HttpRequest) -> HttpResponse:
    """A new banner, from now for a week unless written otherwise."""
    now = timezone.now().replace(second=0, microsecond=0)
    form = BannerForm(sent(request), initial={"starts_at": now, "ends_at": now + timedelta(days=7)})
    return _written(
        request, form, title=_("Put up a banner"),
        save=lambda facts: verbs.add(facts=facts, by=request.user),
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Right.EDIT_WEBSITE)
def banner_edit(request: HttpRequest, pk: int) -> HttpResponse:
    banner = get_object_or_404(Banner, pk=pk)
    form = BannerForm(sent(request), banner=banner)
    return _written(
        request, form, title=_("Change the banner"),
        save=lambda facts: verbs.change(
            banner, facts=facts, version=form.seen_version, by=request.user
        ),
    )  # fmt: skip


def _written(
    request: HttpRequest, form: BannerForm, *, title: str, save: Callable[[dict], object]
) -> HttpResponse:
    if form.is_bound and form.is_valid():
        with refusals_into(form):
            save(form.facts())
            messages.success(request, _("Saved."))
            return redirect("website-staff:banners")
    back = (reverse("website-staff:banners"), _("Banner"))
    return form_page(
        request, form, title=title, submit=_("Save"), back=back,
        template="website/staff_banner.html",
    )  # fmt: skip


@require_POST
@requires(Right.EDIT_WEBSITE)
def banner_end(request: HttpRequest, pk: int) -> HttpResponse:
    """Take it down at once; one that has not shown yet is called off."""
    banner = get_object_or_404(Banner, pk=pk)
    try:
        verbs.end_now(banner, by=request.user)
    except NotAllowed as refusal:
        tell(request, refusal)
    else:
        messages.success(request, _("The public does not see it any more."))
    return redirect("website-staff:banners")

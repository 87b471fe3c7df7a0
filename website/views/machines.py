"""What programs read: sitemap, robots, calendars."""

from __future__ import annotations

from django.contrib.sitemaps import Sitemap
from django.contrib.sitemaps import views as sitemap_views
from django.db.models import Max
from django.db.models.functions import Coalesce
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import NoReverseMatch, reverse
from django.views.decorators.http import require_safe

from publications.models import NewsItem, Publication
from website.events import as_calendar, coming_and_recent

# Pages that stand by themselves, named for the sitemap as soon as they exist.
STANDING = (
    *("website:home", "website:news-list", "website:album-list", "website:document-list"),
    *("website:calendar", "website:people", "website:contact", "website:site-map"),
    *("website:services", "website:open-data"),
)


class Publications(Sitemap):
    """Everything that is public, with the day of its last change."""

    limit = 5000  # addresses in one file; the protocol allows 50,000 and 50 MB

    def items(self):
        found = Publication.objects.public().exclude(kind=Publication.Kind.LIVE_PAGE)
        return found.order_by("pk").only("pk", "kind", "slug", "publish_at", "updated_at")

    def lastmod(self, item: Publication):
        return item.updated_at or item.publish_at

    def get_latest_lastmod(self):
        changed = Max(Coalesce("updated_at", "publish_at"))
        return self.items().order_by().aggregate(changed=changed)["changed"]


class StandingPages(Sitemap):
    def items(self) -> list[str]:
        return [url for name in STANDING if (url := _address(name))]

    def location(self, item: str) -> str:
        return item


SITEMAPS = {"pages": StandingPages, "publications": Publications}


@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    """All public addresses in one file, or an index of files once one is not enough."""
    if Publications().paginator.num_pages == 1:
        return sitemap_views.sitemap(request, SITEMAPS)
    return sitemap_views.index(request, SITEMAPS, sitemap_url_name="website:sitemap-section")


@require_safe
def sitemap_section(request: HttpRequest, section: str) -> HttpResponse:
    """A section of the index: standing pages, or publications by the number in `?p=`."""
    return sitemap_views.sitemap(request, SITEMAPS, section=section)


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Everything public may be read by machines; searches and previews are no pages to keep."""
    site = f"{request.scheme}://{request.get_host()}"
    lines = [
        "User-agent: *",
        "Disallow: /staff/",
        "Disallow: /preview/",
        "Disallow: /search/",
        f"Sitemap: {site}{reverse('website:sitemap')}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    """All events, for subscribing."""
    return _calendar(request, coming_and_recent(), "calendar.ics")


@require_safe
def event(request: HttpRequest, pk: int) -> HttpResponse:
    """One event, for one's own calendar."""
    one = get_object_or_404(NewsItem.objects.public().select_related("unit"), pk=pk)
    if one.event_starts is None:
        raise Http404
    return _calendar(request, [one], f"event-{one.pk}.ics")


def _calendar(request: HttpRequest, events, name: str) -> HttpResponse:
    site = f"{request.scheme}://{request.get_host()}"
    response = HttpResponse(
        as_calendar(events, site=site), content_type="text/calendar; charset=utf-8"
    )
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _address(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""

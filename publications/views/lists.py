"""Everything that the office publishes, in work or public: searched, filtered, by tab."""

from __future__ import annotations

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.gate import requires
from accounts.rights import Right
from publications.forms import ContentFilter
from publications.kinds import KINDS
from publications.models import Publication
from publications.overview import state_of
from publications.querysets import PublicationQuerySet
from publications.views.fetching import visible_to
from publications.waiting import waiting_for

A_PAGE = 30
TABS = ("", "waiting", "mine", "stale")


@require_safe
@requires(Right.WRITE_CONTENT)
def publications(request: HttpRequest) -> HttpResponse:
    """The list, newest change first."""
    everything = visible_to(request.user)
    form = ContentFilter(request.GET, years=_years(everything))
    show = request.GET.get("show", "")
    show = show if show in TABS else ""
    found = form.apply(everything.filter(_tabs(request)[show])).select_related("unit", "owner")
    page = Paginator(found.order_by("-changed_at", "-pk"), A_PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "show": show,
        "page": page,
        "rows": _rows(page),
        "counts": _counts(request, everything),
        "filtered": form.is_filtering(),
        "kinds": [kind for kind in KINDS.values() if kind.written_by_hand and not kind.made_in],
    }
    return render(request, "publications/publication_list.html", context)


def _tabs(request: HttpRequest) -> dict[str, Q]:
    today = timezone.localdate()
    return {
        "": Q(),
        "waiting": Q(pk__in=waiting_for(request.user)),
        "mine": Q(owner=request.user),
        "stale": Q(pk__in=Publication.objects.stale(today)),
    }


def _counts(request: HttpRequest, everything: PublicationQuerySet) -> dict[str, int]:
    """How many each tab holds, in one question."""
    return everything.aggregate(
        **{name or "all": Count("pk", filter=wanted) for name, wanted in _tabs(request).items()}
    )


def _years(everything: PublicationQuerySet) -> list[int]:
    years = everything.exclude(fiscal_year=None).order_by("-fiscal_year")
    return list(years.values_list("fiscal_year", flat=True).distinct())


def _rows(page: Page) -> list[dict[str, object]]:
    today = timezone.localdate()
    return [
        {
            "publication": one,
            "state": f"publication:{state_of(one)}",
            "stale": bool(one.review_by and one.review_by <= today and one.is_public()),
        }
        for one in page
    ]

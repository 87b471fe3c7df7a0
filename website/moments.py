"""When the clock alone changes what the public reads."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Min, Q
from django.utils import timezone

from publications.models import Publication
from website.models import Banner


def next_change(now: datetime) -> datetime:
    """The next moment at which a public page changes without anybody touching anything.

    Midnight of the office at the latest: what is "today" on a page changes then.
    """
    midnight = (timezone.localtime(now) + timedelta(days=1)).replace(
        hour=0, minute=0, second=0, microsecond=0
    )
    coming = Publication.objects.filter(state="published").aggregate(
        begins=Min("publish_at", filter=Q(publish_at__gt=now)),
        ends=Min("withdraw_at", filter=Q(withdraw_at__gt=now)),
        # What has begun is no coming event any more.
        happens=Min("newsitem__event_starts", filter=Q(newsitem__event_starts__gt=now)),
    )
    banners = Banner.objects.aggregate(
        begins=Min("starts_at", filter=Q(starts_at__gt=now)),
        ends=Min("ends_at", filter=Q(ends_at__gt=now)),
    )
    times = [midnight, *coming.values(), *banners.values()]
    return min(one for one in times if one)

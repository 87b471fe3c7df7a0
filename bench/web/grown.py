"""The sample organisation grown to a number of news items, by the product's own verbs."""

from __future__ import annotations

from itertools import cycle, islice

from django.utils import timezone

from accounts.appointing import grant_role
from accounts.models import Role, Unit, User
from accounts.rights import Right, may
from bench.web import texts
from portal.thai.fiscal import fiscal_year_of
from publications import publishing
from publications.models import Category, NewsItem

DRAWERS = ("ข่าวประชาสัมพันธ์", "ข่าวกิจกรรม", "ประกาศ")


def grow(count: int) -> int:
    """Publishes news until there are `count` items; gives the key of the newest of its own.

    The sample organisation must be loaded. Raises LookupError when there is nothing to measure.
    """
    webmaster = _webmaster()
    units = list(Unit.objects.order_by("pk"))
    drawers = [Category.objects.get_or_create(kind="news", name=name)[0] for name in DRAWERS]
    missing = count - NewsItem.objects.filter(state="published").count()
    newest = NewsItem.objects.order_by("-pk").first()
    for number, unit, drawer in islice(zip(range(count), cycle(units), cycle(drawers)), missing):
        day = texts.day(number)
        facts = {
            "title": texts.title(number), "summary": texts.summary(number),
            "body": texts.body(number), "unit": unit, "category": drawer, "owner": webmaster,
            "document_date": day, "fiscal_year": fiscal_year_of(day),
        }  # fmt: skip
        item = publishing.create("news", facts=facts, by=webmaster)
        publishing.publish(item, by=webmaster, seen=item.version)
        newest = item if number == 0 else newest
    if newest is None:
        raise LookupError("There is no news item to measure.")
    return newest.pk


def _webmaster() -> User:
    """Who may publish; the first person is made webmaster where the sample names none."""
    people = list(User.objects.order_by("pk"))
    for person in people:
        if may(person, Right.PUBLISH_CONTENT):
            return person
    today = timezone.localdate()
    grant_role(person=people[0], role=Role.WEBMASTER, starts=today, ends=None, by=None)
    return User.objects.get(pk=people[0].pk)

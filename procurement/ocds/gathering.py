"""A year's public purchases from the database, ready to be told in OCDS.

What is not public at the moment is not told: neither months, nor plans, nor notices, nor files.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid5

from django.conf import settings
from django.db.models import Prefetch, Q
from django.utils import timezone

from portal.addresses import address_of
from portal.models import Organisation
from procurement.models import PlanItem, Purchase, PurchaseNotice
from procurement.ocds.package import NothingToRelease, release_package
from procurement.ocds.process import Edition, Notice, NoticeFile, Office, PlanEntry, Process
from procurement.querysets import PurchaseQuerySet
from publications.models import Attachment


@dataclass(frozen=True)
class Site:
    """Where the portal is read ("https://office.example"); "" links to nothing."""

    root: str = ""

    def at(self, path: str) -> str:
        return f"{self.root}{path}" if self.root and path else ""

    def page(self, view_name: str, *args: int | UUID) -> str:
        return self.at(address_of(view_name, *args))


def year_as_bytes(fiscal_year: int, *, site: str = "", now: datetime | None = None) -> bytes:
    """The release package of a Buddhist-era fiscal year as JSON, in nine queries.

    `site` is where the portal is read, without a stroke at its end; without it nothing is
    linked to. Raises NothingToRelease when no purchase of the year is public.
    """
    organisation, place = Organisation.current(), Site(site)
    if not organisation.name:
        raise NothingToRelease
    return release_package(
        processes_of(fiscal_year, place, now=now),
        office_of(organisation, place),
        _edition(organisation, fiscal_year, place),
    )


def processes_of(fiscal_year: int, site: Site, *, now: datetime | None = None) -> list[Process]:
    """The purchases of the year's public months with plan and notices, in eight queries."""
    now = now or timezone.now()
    found = Purchase.objects.public(now).of_year(fiscal_year)
    notices = _Notices(found, now, site)
    return [
        Process(
            key=str(one.pk),
            row=one.row(),
            month=one.month.month,
            published=one.month.publish_at,
            changed=one.month.updated_at,
            url=site.page("procurement:purchase", one.pk),
            plan=_plan_of(one.plan_item, now, site),
            notices=notices.of(one),
        )
        # Months and plans are few: fetched beside the purchases, not with each of them.
        for one in found.prefetch_related("bids", "awards", "month", "plan_item__plan")
    ]


def office_of(organisation: Organisation, site: Site) -> Office:
    """The buyer as the page of the office has it."""
    return Office(
        name=organisation.name,
        prefix=settings.OCDS_PREFIX or unregistered_prefix(organisation),
        street_address=organisation.address,
        locality=organisation.district,
        region=organisation.province,
        phone=organisation.phone,
        email=organisation.email,
        url=site.at("/"),
    )


def unregistered_prefix(organisation: Organisation) -> str:
    """Begins the ocids of an office that has no prefix of the Open Contracting Partnership.

    Made of the number of its website: the same for good, and hardly ever another office's.
    """
    return f"ocds-{organisation.site_id.hex[:6]}"


def _edition(organisation: Organisation, fiscal_year: int, site: Site) -> Edition:
    own_name = uuid5(organisation.site_id, f"ocds/{fiscal_year}").urn
    return Edition(
        uri=site.page("procurement:ocds", fiscal_year) or own_name,
        licence=settings.OPEN_DATA_LICENCE,
        policy=site.page("website:open-data"),
    )


def _plan_of(item: PlanItem | None, now: datetime, site: Site) -> PlanEntry | None:
    if item is None or not item.plan.is_public(now):
        return None
    return PlanEntry(
        title=item.title,
        published=item.plan.publish_at,
        code=item.egp_code,
        budget=item.budget,
        expected_month=item.expected_month,
        url=site.at(item.plan.get_absolute_url()),
        changed=item.plan.updated_at,
    )


class _Notices:
    """The public notices of purchases, held by number of e-GP, else by project of the plan.

    One with a number is of the purchases with that number alone; one without is of all
    purchases of its project.
    """

    def __init__(self, purchases: PurchaseQuerySet, now: datetime, site: Site) -> None:
        bare = purchases.order_by()
        numbers = bare.exclude(project_number="").values("project_number")
        items = bare.exclude(plan_item=None).values("plan_item")
        released = Prefetch("attachments", Attachment.objects.released().order_by("position", "pk"))
        self._by_number: dict[str, list[Notice]] = defaultdict(list)
        self._by_item: dict[int, list[Notice]] = defaultdict(list)
        for one in (
            PurchaseNotice.objects.public(now)
            .filter(Q(project_number__in=numbers) | Q(project_number="", plan_item__in=items))
            .order_by("document_date", "publish_at", "pk")
            .prefetch_related(released)
        ):
            told = _notice_of(one, one.attachments.all(), site)
            if one.project_number:
                self._by_number[one.project_number].append(told)
            else:
                self._by_item[one.plan_item_id].append(told)

    def of(self, purchase: Purchase) -> tuple[Notice, ...]:
        """Those of the project first: they come before anybody has a number."""
        of_item = self._by_item.get(purchase.plan_item_id, [])
        return (*of_item, *self._by_number.get(purchase.project_number, []))


def _notice_of(one: PurchaseNotice, files: Iterable[Attachment], site: Site) -> Notice:
    return Notice(
        key=str(one.pk),
        type=one.notice_type,
        title=one.title,
        published=one.publish_at,
        number=one.number,
        on=one.document_date,
        url=site.at(one.get_absolute_url()),
        changed=one.updated_at,
        files=tuple(
            NoticeFile(
                key=str(file.public_id),
                title=file.title,
                url=site.page("website:file", file.public_id),
                media_type=file.media_type,
                published=file.released_at,
            )
            for file in files
        ),
    )

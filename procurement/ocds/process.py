"""What is told of a purchase in OCDS, as plain data: the row, its plan, its notices, when public.

Moments know their zone; addresses are absolute ("https://…") or "" where there is no page.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from procurement.rows import Row


@dataclass(frozen=True)
class NoticeFile:
    """A file of a notice; `key` stays the same for ever, `media_type` is IANA's."""

    key: str
    title: str
    url: str
    media_type: str
    published: datetime


@dataclass(frozen=True)
class Notice:
    """One announcement of a purchase; `type` is a code of mapping.json, "plan" to "contract"."""

    key: str
    type: str
    title: str
    published: datetime
    number: str = ""
    on: date | None = None  # the date that the announcement bears
    url: str = ""
    changed: datetime | None = None
    files: tuple[NoticeFile, ...] = ()


@dataclass(frozen=True)
class PlanEntry:
    """The project of the annual plan (section 11 of the Act of 2560) that the purchase is of."""

    title: str
    published: datetime
    code: str = ""  # of e-GP
    budget: Decimal | None = None  # baht
    expected_month: date | None = None
    url: str = ""
    changed: datetime | None = None


@dataclass(frozen=True)
class Process:
    """One purchase from plan to contract. `key` is the office's own number for it, for good."""

    key: str
    row: Row
    month: date
    published: datetime
    changed: datetime | None = None
    url: str = ""
    plan: PlanEntry | None = None
    notices: tuple[Notice, ...] = ()

    @property
    def last_change(self) -> datetime:
        """When anything that is told of it last became public or was changed."""
        return max(self._moments())

    def _moments(self) -> Iterator[datetime]:
        for one in (self, self.plan, *self.notices):
            if one is not None:
                yield one.published
                if one.changed is not None:
                    yield one.changed
        for notice in self.notices:
            yield from (file.published for file in notice.files)


@dataclass(frozen=True)
class Office:
    """The buyer. `prefix` begins every ocid: "ocds-" and the six signs registered for it.

    The Open Contracting Partnership registers prefixes, so that no two publishers share one.
    """

    name: str
    prefix: str
    street_address: str = ""
    locality: str = ""  # district
    region: str = ""  # province
    phone: str = ""
    email: str = ""
    url: str = ""


@dataclass(frozen=True)
class Edition:
    """The package as a whole: its own address and the terms under which it may be used."""

    uri: str
    licence: str = ""  # address of the licence
    policy: str = ""  # address of the page that says what is published, how and how often

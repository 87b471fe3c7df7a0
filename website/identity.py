"""What things on the website are called by programs, for good.

A feed reader or a calendar that meets a name again knows the thing again. So a name holds
neither the host nor the scheme that was asked: an office that moves to another domain, or is
read under two, gives out the same names.
"""

from __future__ import annotations

from uuid import UUID, uuid5

from portal.models import Organisation

_NOT_SET_UP = UUID(int=0)


def site_id() -> UUID:
    """The number of this website, kept with the office; nil before the office is set up."""
    return Organisation.objects.values_list("site_id", flat=True).first() or _NOT_SET_UP


def identity(site: UUID, *names: object) -> UUID:
    """The number of one thing of a website, the same for the same names (RFC 9562, 5.5)."""
    return uuid5(site, "/".join(map(str, names)))

"""Where a request came from, past the proxies that stand in front of the portal."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest

HOUSEHOLD = 64  # bits of an IPv6 address that name the line; the rest its holder picks at will


def client_address(request: HttpRequest) -> str:
    """The visitor's address; empty when the server was not told any.

    Every proxy writes the address that asked it at the right end of X-Forwarded-For. Of
    settings.PROXIES proxies of ours the outermost wrote the entry that many from the right;
    what stands left of it anybody may have made up, and without a proxy all of it.
    """
    told = request.headers.get("X-Forwarded-For", "").split(",")
    if 0 < settings.PROXIES <= len(told):
        found = _parsed(told[-settings.PROXIES])
        if found is not None:
            return str(found)
    return str(_parsed(request.META.get("REMOTE_ADDR", "")) or "")


def throttled_address(request: HttpRequest) -> str | None:
    """The address that wrong tries are counted by: of IPv6 the whole line.

    Whoever has one IPv6 line has 2**64 addresses to try from.
    """
    found = _parsed(client_address(request))
    if isinstance(found, IPv6Address):
        return str(ip_network((found, HOUSEHOLD), strict=False).network_address)
    return str(found) if found else None


def _parsed(text: str) -> IPv4Address | IPv6Address | None:
    try:
        found = ip_address(text.strip())
    except ValueError:
        return None
    return getattr(found, "ipv4_mapped", None) or found

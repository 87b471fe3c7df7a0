"""Who takes part in a purchase: each under an identifier made of the name, nothing of the person.

The monthly summary knows sellers by name alone. So whoever is the same seller by name (`sellers`)
is the same party, in every year and every package; a number of thirteen digits that is a person's
is masked before anything is made of the name (Personal Data Protection Act B.E. 2562, section 6).
"""

from __future__ import annotations

from functools import lru_cache
from hashlib import sha256
from typing import Any

from files.personal import find_personal_data
from procurement.ocds.fields import address
from procurement.ocds.process import Office
from procurement.sellers import seller_of

ROLES = ("buyer", "procuringEntity", "tenderer", "supplier")
_ID_DIGITS = 13


class Parties:
    """The parties of one purchase, gathered while it is written."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self._roles: dict[str, set[str]] = {}
        self._names: dict[str, str] = {}

    def office(self, *roles: str) -> dict[str, str]:
        """A reference to the buyer, who plays these roles."""
        return self._reference(self._office.name, *roles)

    def seller(self, name: str, *roles: str) -> dict[str, str] | None:
        """A reference to who offers or sells, None without a name."""
        return self._reference(name, *roles) if public_text(name) else None

    def listed(self) -> list[dict[str, Any]]:
        """Every party once, in the order in which they came, with all their roles."""
        return [
            {
                "id": party,
                "name": self._names[party],
                **(_contact(self._office) if "buyer" in roles else {}),
                "roles": [role for role in ROLES if role in roles],
            }
            for party, roles in self._roles.items()
        ]

    def _reference(self, name: str, *roles: str) -> dict[str, str]:
        party = party_id(name)
        self._roles.setdefault(party, set()).update(roles)
        return {"id": party, "name": self._names.setdefault(party, public_text(name))}


@lru_cache(maxsize=4096)
def party_id(name: str) -> str:
    """The identifier of whoever is called so, the same however the name is spelt."""
    shown = public_text(name)
    seller = seller_of(shown)
    key = f"{seller.form}:{seller.core}" if seller.core else shown
    return f"TH-NAME-{sha256(key.encode()).hexdigest()[:16]}"


@lru_cache(maxsize=4096)
def public_text(text: str) -> str:
    """The text without blanks around it, with the ID numbers of persons masked."""
    text = text.strip()
    if sum(map(str.isdigit, text)) < _ID_DIGITS:
        return text
    for find in reversed(find_personal_data(text)):
        if find.kind == "id_number":
            text = text[: find.start] + find.shown + text[find.end :]
    return text


def _contact(office: Office) -> dict[str, Any]:
    place = {
        "streetAddress": office.street_address,
        "locality": office.locality,
        "region": office.region,
        "countryName": "ประเทศไทย",
    }
    contact = {"email": office.email, "telephone": office.phone, "url": address(office.url)}
    known = {name: value for name, value in contact.items() if value}
    return {
        "address": {name: value for name, value in place.items() if value},
        **({"contactPoint": known} if known else {}),
    }

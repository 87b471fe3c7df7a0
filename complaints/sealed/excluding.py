"""That a person is kept out of a case: the row that keeps them out, and how the chain tells it.

The row names the person and goes with the case. The chain stays for ever, so it names nobody: it
holds a digest of the person under a value that lies in the case alone and is deleted with it
(ADR 12). Until then everybody with the database can hold one against the other; afterwards nobody
can.
"""

from __future__ import annotations

import hmac

from django.utils import timezone

from complaints.models import Case, Exclusion
from complaints.sealed import recording
from complaints.sealed.recording import What


def exclude(case: Case, person: int, *, by: str) -> None:
    """Keep a person, by id, out of the case from now on; inside a turn."""
    Exclusion.objects.create(case=case, person_id=person, on_day=timezone.localdate())
    facts = (name_in_chain(bytes(case.complainant_wrap), person),)
    recording.record(What.EXCLUDED, case=case.pk, by=by, facts=facts)


def name_in_chain(wrap: bytes, person: int) -> str:
    """How the chain names a person in the case whose complainant's key is wrapped so.

    The wrap is random for each case and never changes while the case is kept: 64 hexadecimal
    digits that tell nothing without it.
    """
    return hmac.digest(wrap, f"excluded person {person}".encode(), "sha256").hex()

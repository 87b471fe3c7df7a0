"""The personal-data guard: what must be looked at before it goes public.

It finds numbers and addresses in the texts of a publication and in those of its files, and
asks; it never decides. What a person has looked at and let through is remembered by a
fingerprint that says nothing about the number, so that only new finds are asked about.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts.models import Unit
from files.personal import Finding, find_personal_data
from portal.models import EmergencyNumber, Organisation
from publications.kinds import kind_of, whole
from publications.models import Publication, PublicationEvent
from publications.richtext import plain_text

SALT = "publications.guard"


@dataclass(frozen=True)
class Found:
    """One find: where it stands, in words, and its fingerprint."""

    where: str
    finding: Finding
    key: str


def findings_of(publication: Publication) -> list[Found]:
    """Everything that looks like personal data in the publication and its files.

    The office's own numbers and addresses, which are public by their nature, are left out.
    """
    known = own_numbers()
    found: dict[str, Found] = {}
    for where, text in _texts(publication):
        for finding in find_personal_data(text, known=known):
            key = _key(publication, finding.kind, text[finding.start : finding.end])
            found.setdefault(key, Found(where, finding, key))
    return list(found.values())


def unconfirmed(publication: Publication, confirmed: frozenset[str]) -> list[Found]:
    """The finds that nobody has let through: not now, and not at an earlier time."""
    known = confirmed | _let_through(publication)
    return [one for one in findings_of(publication) if one.key not in known]


def told_by(reason: str) -> list[str]:
    """Why a reason that the public goes on reading is refused: it holds personal data."""
    found = find_personal_data(reason, known=own_numbers())
    return [
        _("“%(shown)s” looks like personal data. Write the reason without it.")
        % {"shown": one.shown}
        for one in found
    ]


def own_numbers() -> frozenset[str]:
    """Phone numbers and addresses that the office itself has made known."""
    office = Organisation.current()
    numbers = {
        *(office.phone, office.email, office.hotline, office.fax),
        *Unit.objects.values_list("phone", flat=True),
        *EmergencyNumber.objects.values_list("number", flat=True),
    }
    return frozenset(one.strip() for many in numbers for one in many.split(",") if one.strip())


def _let_through(publication: Publication) -> frozenset[str]:
    events = publication.events.filter(kind=PublicationEvent.Kind.CONFIRMED)
    return frozenset(
        key for words in events.values_list("words", flat=True) for key in words.split()
    )


def _key(publication: Publication, kind: str, text: str) -> str:
    plain = "".join(sign for sign in text if sign.isalnum() or sign == "@").lower()
    return salted_hmac(SALT, f"{publication.pk}|{kind}|{plain}").hexdigest()[:16]


def _texts(publication: Publication):
    yield pgettext("publication", "Title"), publication.title
    yield _("Summary"), publication.summary
    yield _("Text"), plain_text(publication.body, with_addresses=True)
    yield _("Address"), publication.slug or ""
    yield _("Why it is changed"), publication.update_reason
    one = whole(publication)
    for name in kind_of(one).fields:
        if isinstance(value := getattr(one, name), str):
            yield str(one._meta.get_field(name).verbose_name), value
    yield from kind_of(one).words(one)
    for picture in publication.pictures.kept():
        yield _("Words of a picture"), f"{picture.alt}\n{picture.caption}"
    for attachment in publication.attachments.kept():
        yield _("Name of a file"), attachment.title
        for page in attachment.texts.all():
            where = _("%(file)s, page %(page)d") % {"file": attachment.title, "page": page.number}
            yield where, page.text

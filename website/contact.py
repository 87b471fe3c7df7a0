"""How the office is reached, as words that the search finds; kept up when they change."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import PeopleEvent, Unit
from portal.models import EmergencyNumber, Organisation
from publications import indexing
from publications.models import LivePage
from website.templatetags.website import dialled

VIEW = "website:contact"
# What may change a line of the page; every verb on the office or a unit writes one of them.
CHANGES = frozenset({
    PeopleEvent.Kind.OFFICE_CHANGED,
    PeopleEvent.Kind.UNIT_ADDED,
    PeopleEvent.Kind.UNIT_CHANGED,
})  # fmt: skip


def units_with_phones() -> QuerySet[Unit]:
    """The units that the page of contacts lists."""
    return Unit.objects.active().divisions().exclude(phone="")


def words() -> list[str]:
    """Passages with every line of the page of contacts, in Thai.

    Telephone numbers come a second time as they are dialled, since people type them with and
    without strokes; apart, so that an excerpt shows the lines as the page does.
    """
    with translation.override("th"):
        phones = _phones(Organisation.current())
        lines = [*_facts(Organisation.current()), *(f"{name} {number}" for name, number in phones)]
    strokeless = [f"{name} {dialled(number)}" for name, number in phones]
    # An excerpt shows them on one line: the sign tells to which name a number belongs.
    return [" · ".join(lines), " · ".join(strokeless)]


def words_of_message() -> list[str]:
    """What people look for when they want to write to the office about a service."""
    return [
        "เรื่องร้องเรียน ร้องทุกข์ด้านบริการ ถนนชำรุด ไฟฟ้าสาธารณะดับ น้ำประปา ขยะ ท่อระบายน้ำ การให้บริการ "
        "เขียนถึงเจ้าหน้าที่ ข้อเสนอแนะ แจ้งซ่อม สอบถาม"
    ]


def _phones(office: Organisation) -> list[tuple[str, str]]:
    named = [
        (_("Our hotline"), office.hotline),
        (f"{_('Phone')} {office.name}", office.phone),
        *((f"{_('Phone')} {unit.name}", unit.phone) for unit in units_with_phones()),
        (_("Fax"), office.fax),
    ]
    emergency = [(one.name, one.number) for one in EmergencyNumber.objects.all()]
    if emergency:
        first, number = emergency[0]
        emergency[0] = (f"{_('Emergency numbers')} {first}", number)
    return [(name, number) for name, number in (*named, *emergency) if number]


def _facts(office: Organisation) -> list[str]:
    labelled = (
        (_("Address"), f"{office.address} {office.place}".strip()),
        (_("Office hours"), office.hours),
        (_("E-mail"), office.email),
        (_("The way to us"), office.map_alt),
    )
    return [office.name, *(f"{label} {value}" for label, value in labelled if value)]


def index_again(event: PeopleEvent) -> None:
    """After a change of the office or of a unit: the page is found by its new words.

    Named in `settings.PEOPLE_CHANGED`; runs in the transaction of the change.
    """
    if event.kind in CHANGES:
        for page in LivePage.objects.filter(view_name=VIEW):
            indexing.index(page)

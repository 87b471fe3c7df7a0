"""Whoever asks the search for a telephone number or the way here is led to the contacts."""

from __future__ import annotations

import pytest
from django.urls import reverse

from accounts import structure
from portal import organising
from portal.forms import fingerprint
from portal.models import EmergencyNumber, Organisation
from publications import indexing, publishing
from publications.models import LivePage
from search.searching import Wanted, search
from website import live_pages

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def contacts(organisation, office) -> LivePage:
    """The page of contacts, public, of an office that is reached in every way."""
    Organisation.objects.filter(pk=1).update(
        address="๙๙ หมู่ที่ ๔ ตำบลทดสอบ", hotline="0-2000-0009", fax="0-2000-0008",
        hours="08.30–16.30 น.", email="saraban@office.example", map_alt="ติดกับโรงเรียนบ้านทดสอบ",
    )  # fmt: skip
    EmergencyNumber.objects.create(name="เจ็บป่วยฉุกเฉิน", number="1669")
    unit = office.units.finance
    type(unit).objects.filter(pk=unit.pk).update(phone="0-2000-0002")
    made = live_pages.ensure(office.units.office, office.webmaster)
    return next(one for one in made if one.view_name == "website:contact")


def leads_to_contacts(text: str) -> bool:
    """Whether the first answer is the page of contacts."""
    hits = search(Wanted(text=text)).hits
    return bool(hits) and LivePage.objects.get(view_name="website:contact").pk == hits[0].entry_id


@pytest.mark.parametrize(
    "text",
    [
        *("1669", "๑๖๖๙", "เจ็บป่วยฉุกเฉิน", "เบอร์โทรฉุกเฉิน", "0-2000-0009", "020000009", "สายด่วน"),
        *("โทรศัพท์กองคลัง", "เบอร์โทรกองคลัง", "0-2000-0002", "020000002", "กองคลัง โทรศัพท์"),
        *("0-2000-0000", "ที่อยู่ 99 หมู่ที่ 4", "อำเภอทดสอบ", "saraban@office.example", "โทรสาร"),
        "โรงเรียนบ้านทดสอบ",
    ],
)
def test_each_line_of_the_contacts_is_found(text):
    assert leads_to_contacts(text)


def test_the_answer_leads_to_the_page_and_shows_the_number(client, office):
    page = client.get(reverse("website:search"), {"q": "โทรศัพท์กองคลัง"}).content.decode()
    assert f'href="{reverse("website:contact")}"' in page
    assert "0-2000-0002" in page


def test_numbers_and_names_stay_in_pairs_where_lines_run_together(office):
    organising.add_emergency(name="ดับเพลิง", number="199", by=office.webmaster)
    (hit,) = search(Wanted(text="1669")).hits
    shown = "".join(text for text, _matches in hit.excerpt)
    assert "เจ็บป่วยฉุกเฉิน 1669 · ดับเพลิง 199" in shown


def test_a_number_of_the_office_that_changes_is_found_by_the_new_one_alone(office):
    now = Organisation.current()
    facts = {"phone": "0-2000-7777"}
    organising.change_organisation(facts=facts, seen=fingerprint(now), by=office.webmaster)
    assert leads_to_contacts("0-2000-7777")
    assert not leads_to_contacts("0-2000-0000")


def test_emergency_numbers_are_found_as_long_as_they_stand(office):
    added = organising.add_emergency(name="กู้ภัยทางน้ำ", number="1196", by=office.webmaster)
    assert leads_to_contacts("1196")
    organising.remove_emergency(added, by=office.webmaster)
    assert not leads_to_contacts("1196")


def test_the_phone_of_a_unit_is_found_as_it_is_now(office):
    unit = office.units.finance
    unit.refresh_from_db()
    structure.change_unit(
        unit, fields={"phone": "0-2000-8888"}, version=unit.version, by=office.webmaster
    )
    assert leads_to_contacts("0-2000-8888")
    assert not leads_to_contacts("0-2000-0002")
    structure.add_unit(fields={"name": "กองประปา", "phone": "0-2000-6666"}, by=office.webmaster)
    assert leads_to_contacts("โทรศัพท์กองประปา")


def test_an_index_made_anew_knows_the_contacts():
    indexing.rebuild()
    assert leads_to_contacts("1669")


def test_a_page_of_contacts_that_was_withdrawn_stays_unfound(contacts, office):
    publishing.withdraw(contacts, by=office.webmaster, seen=contacts.version, reason="ปรับปรุง")
    organising.add_emergency(name="กู้ภัยทางน้ำ", number="1196", by=office.webmaster)
    assert not leads_to_contacts("1196")

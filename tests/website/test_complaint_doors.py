"""From wherever somebody looks, a way leads to the sealed complaints and to their numbers."""

from __future__ import annotations

import pytest
from django.urls import reverse

from publications.models import LivePage
from search.searching import Wanted, search
from website import live_pages
from website.context import read_site
from website.models import MenuItem
from website.places import places
from website.standard_menu import fill_standard

pytestmark = pytest.mark.django_db

START, STATISTICS = "complaints:start", "complaints:statistics"


def shown(client, name: str) -> str:
    return client.get(reverse(name)).content.decode()


@pytest.fixture
def menu(office) -> None:
    """The usual menu of an office, with the live pages behind it."""
    fill_standard(by=office.webmaster, unit=office.units.office)


@pytest.mark.parametrize("page", ["home", "contact", "site-map", "news-list", "message"])
def test_every_page_leads_to_the_complaints(client, organisation, page):
    assert f'href="{reverse(START)}"' in shown(client, f"website:{page}")


def test_the_usual_menu_has_both_kinds_and_the_numbers(client, organisation, menu):
    for name in (START, STATISTICS, "website:message"):
        assert MenuItem.objects.get(publication__livepage__view_name=name).address() == (
            reverse(name)
        )  # fmt: skip
    site_map = shown(client, "website:site-map")
    assert f'href="{reverse(STATISTICS)}"' in site_map
    urls = {entry.url for top in read_site().menu for entry in top.all()}
    assert {reverse(START), reverse(STATISTICS), reverse("website:message")} <= urls


def test_menu_and_tiles_can_lead_there(office):
    assert {START, STATISTICS, "website:message"} <= dict(places()).keys()


@pytest.mark.parametrize(
    ("asked", "name"),
    [
        ("ร้องเรียนทุจริต", START), ("แจ้งเบาะแส", START), ("เรียกรับสินบน", START), ("1205", START),
        ("ติดตามเรื่องร้องเรียน", START), ("สถิติเรื่องร้องเรียน", STATISTICS), ("ร้องทุกข์", "website:message"),
        ("ไฟฟ้าสาธารณะดับ", "website:message"),
    ],
)  # fmt: skip
def test_the_search_leads_there(office, asked, name):
    live_pages.ensure(office.units.office, office.webmaster)
    hits = search(Wanted(text=asked)).hits
    assert hits and LivePage.objects.get(pk=hits[0].entry_id).view_name == name

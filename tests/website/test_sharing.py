"""What a page says of itself to those who share it."""

from __future__ import annotations

import re
from datetime import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from portal.models import Organisation
from publications import publishing

pytestmark = pytest.mark.django_db


def meta(client, address: str) -> dict[str, str]:
    """Links and meta data of a page by their names."""
    page = client.get(address).content.decode()
    found = dict(re.findall(r'<meta (?:property|name)="([^"]+)" content="([^"]*)">', page))
    found |= dict(re.findall(r'<link rel="(canonical)" href="([^"]*)">', page))
    found |= dict(re.findall(r'<link rel="(alternate)" [^>]*href="([^"]*)">', page))
    return found


@pytest.fixture
def item(office):
    Organisation.objects.create(pk=1, name="อบต.ทดสอบ", vision="ตำบลน่าอยู่")
    one = publishing.create(
        "news",
        facts={
            "title": 'ข่าว "สำคัญ"',
            "summary": "สรุปสั้น",
            "unit": office.units.office,
            "owner": office.webmaster,
            "document_date": timezone.localdate(),
        },
        by=office.webmaster,
    )
    publishing.publish(one, by=office.webmaster, seen=one.version)
    return one


def test_an_article_says_what_it_is(client, item):
    found = meta(client, f"{item.get_absolute_url()}?from=line")
    assert found["canonical"] == f"http://testserver{item.get_absolute_url()}"
    assert found["og:title"] == "ข่าว &quot;สำคัญ&quot;"
    assert found["description"] == found["og:description"] == "สรุปสั้น"
    assert found["og:type"] == "article"
    assert found["og:site_name"] == "อบต.ทดสอบ"
    assert found["og:locale"] == "th_TH"
    shown = datetime.fromisoformat(found["article:published_time"])
    assert shown == item.publish_at
    assert found["alternate"] == reverse("website:feed-kind", args=["news"])


def test_the_home_page_speaks_of_the_office(client, item):
    found = meta(client, "/")
    assert (found["og:title"], found["description"]) == ("อบต.ทดสอบ", "ตำบลน่าอยู่")
    assert found["alternate"] == reverse("website:feed")


def test_a_page_of_a_list_is_its_own_and_a_filter_is_not(client, item):
    address = reverse("website:news-list")
    found = meta(client, f"{address}?unit={item.unit_id}&page=1")
    assert found["canonical"] == f"http://testserver{address}?page=1"


def test_the_staffs_door_is_not_shared(client, item):
    assert "canonical" not in meta(client, reverse("accounts:sign-in"))


def test_what_was_withdrawn_is_not_shared(client, item, office):
    publishing.withdraw(item, by=office.webmaster, seen=item.version, reason="ลงข้อมูลผิด")
    gone = client.get(item.get_absolute_url())
    assert gone.status_code == 410
    assert "สรุปสั้น" not in gone.content.decode()
    assert not {"canonical", "og:title", "og:description"} & set(
        meta(client, gone.request["PATH_INFO"])
    )

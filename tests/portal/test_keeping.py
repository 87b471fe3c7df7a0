"""Shared values of the public pages: made once, and never old."""

from __future__ import annotations

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from portal import freshness
from portal.keeping import MOST, Keeper
from portal.models import Organisation
from website.context import site_at
from website.models import MenuItem

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def switched_on(settings):
    settings.KEEP_PARTS = True


def test_a_value_is_made_once_a_stamp():
    keeper, made = Keeper(), []
    for _ in range(3):
        keeper.get("a", lambda: made.append(1))
    assert len(made) == 1
    freshness.touch()
    keeper.get("a", lambda: made.append(1))
    assert len(made) == 2


def test_the_clock_ends_it_too():
    with time_machine.travel("2026-11-21 10:00+07:00", tick=False) as clock:
        end = timezone.now().timestamp() + 60
        keeper, made = Keeper(ends=lambda: end), []
        keeper.get("a", lambda: made.append(1))
        clock.shift(59)
        keeper.get("a", lambda: made.append(1))
        assert len(made) == 1
        clock.shift(1)
        keeper.get("a", lambda: made.append(1))
        assert len(made) == 2


def test_what_is_made_during_a_change_is_not_kept_beyond_it():
    keeper = Keeper()

    def changing() -> str:
        freshness.touch()
        return "old"

    assert keeper.get("a", changing) == "old"
    assert keeper.get("a", lambda: "new") == "new"


def test_it_does_not_grow_without_end():
    keeper = Keeper()
    for number in range(MOST + 50):
        keeper.get(number, lambda: "x")
    assert len(keeper._values) == MOST


def test_the_menu_of_every_page_follows_a_change_at_once(client):
    Organisation.objects.create(pk=1, name="อบต.เดิม")
    freshness.touch()
    assert "อบต.เดิม" in client.get("/").content.decode()
    MenuItem.objects.create(label="ปฏิทินงาน", view_name="website:calendar")
    Organisation.objects.update(name="อบต.ใหม่")
    freshness.touch()
    page = client.get("/").content.decode()
    assert "ปฏิทินงาน" in page
    assert "อบต.ใหม่" in page
    assert "อบต.เดิม" not in page


def test_kept_parts_are_apart_by_page_and_language(client):
    MenuItem.objects.create(label="ปฏิทินงาน", label_en="Events", view_name="website:calendar")
    freshness.touch()
    calendar = reverse("website:calendar")
    assert 'aria-current="page">ปฏิทินงาน' in client.get(calendar).content.decode()
    assert 'aria-current="page">ปฏิทินงาน' not in client.get("/").content.decode()
    client.cookies["language"] = "en"
    english = client.get("/").content.decode()
    assert "Events" in english
    assert "ปฏิทินงาน" not in english
    assert site_at("/") is not site_at(calendar)


def test_a_shared_page_costs_no_question_for_menu_and_office(client, django_assert_max_num_queries):
    for number in range(30):
        MenuItem.objects.create(label=f"รายการ {number}", view_name="website:calendar")
    freshness.touch()
    client.get(reverse("website:contact"))
    with django_assert_max_num_queries(1):
        client.get(reverse("website:contact"))

"""Tiles of the home page and links of the e-services, kept by the webmaster."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from accounts.refusals import NotAllowed, Stale
from website import services
from website.context import read_site
from website.forms_staff import ICON_WORDS
from website.models import Service, WebsiteEvent
from website.templatetags.website import TILE_ICONS

LIST = reverse("website-staff:services")
FACTS = {
    "title": "ชำระภาษี", "description": "", "url": "https://pay.example/", "view_name": "",
    "icon": "coins", "on_home": True,
}  # fmt: skip


@pytest.fixture
def keeper(office, client) -> Client:
    client.force_login(office.webmaster)
    return client


@pytest.fixture
def add(office):
    def make(title: str, **facts) -> Service:
        return services.add(facts=FACTS | {"title": title} | facts, by=office.webmaster)

    return make


def order() -> list[str]:
    rows = list(Service.objects.order_by("position"))
    assert [one.position for one in rows] == list(range(len(rows)))
    return [one.title for one in rows]


def send(client: Client, service: Service | None = None, **typed):
    name = "website-staff:service-edit" if service else "website-staff:service-add"
    facts = {"title": "ชำระภาษี", "target": "url", "url": "https://pay.example/", "icon": "coins"}
    facts["version"] = service.version if service else ""
    return client.post(reverse(name, args=[service.pk] if service else []), facts | typed)


def test_every_picture_that_a_tile_may_wear_has_words():
    assert set(ICON_WORDS) == set(TILE_ICONS)


def test_a_service_is_added_and_stands_on_the_home_page(keeper):
    assert send(keeper, on_home="on").status_code == 302
    made = Service.objects.get()
    assert (made.url, made.view_name, made.icon) == ("https://pay.example/", "", "coins")
    assert [line.words for line in read_site().services] == ["ชำระภาษี"]
    assert "ชำระภาษี" in keeper.get(LIST).content.decode()
    assert send(keeper, target="page", page="website:contact").status_code == 302
    assert Service.objects.latest("pk").address() == reverse("website:contact")


@pytest.mark.parametrize("address", ["javascript:alert(1)", "http://a.example/", "ไม่ใช่ที่อยู่", ""])
def test_other_addresses_than_https_are_refused(keeper, address):
    answer = send(keeper, url=address, title="คำที่พิมพ์ไว้")
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["url"]
    assert "คำที่พิมพ์ไว้" in answer.content.decode()
    assert not Service.objects.exists()


def test_an_unknown_picture_or_page_is_refused(keeper):
    assert "icon" in send(keeper, icon="skull").context["form"].errors
    answer = send(keeper, target="page", page="portal:organisation")
    assert list(answer.context["form"].errors) == ["page"]


def test_tiles_and_others_are_ordered_apart(keeper, office, add):
    add("ก")
    add("ข", on_home=False)
    third = add("ค")
    services.move(third, up=True, by=office.webmaster)
    assert order() == ["ค", "ข", "ก"]
    services.move(third, up=True, by=office.webmaster)  # at the end of its list: nothing
    assert order() == ["ค", "ข", "ก"]
    keeper.post(reverse("website-staff:service-move", args=[third.pk]), {"to": "down"})
    assert order() == ["ก", "ข", "ค"]


def test_more_than_six_tiles_are_pointed_out(keeper, office, add):
    made = [add(f"ปุ่ม {n}") for n in range(6)]
    assert "alert-warning" not in keeper.get(LIST).content.decode()
    seventh = add("ปุ่มที่เจ็ด")
    answer = keeper.get(LIST)
    assert "alert-warning" in answer.content.decode()
    assert [row["service"] for row in answer.context["left_out"]] == [seventh]
    services.set_shown(made[0], shown=False, by=office.webmaster)
    assert "alert-warning" not in keeper.get(LIST).content.decode()


def test_hidden_and_removed_ones_are_gone_for_the_public(keeper, add):
    one = add("ก")
    add("ข")
    show = reverse("website-staff:service-show", args=[one.pk])
    assert keeper.post(show, {"show": "0"}).headers["Location"] == f"{LIST}#show-{one.pk}"
    assert [line.words for line in read_site().services] == ["ข"]
    keeper.post(show, {"show": "1"})
    assert [line.words for line in read_site().services] == ["ก", "ข"]
    keeper.post(reverse("website-staff:service-remove", args=[one.pk]))
    assert order() == ["ข"]
    kinds = set(WebsiteEvent.objects.values_list("kind", flat=True))
    assert kinds == {"service_added", "service_hidden", "service_shown", "service_removed"}


def test_a_stale_form_is_refused_with_what_was_typed(keeper, office, add):
    one = add("ก")
    services.change(one, facts={"title": "ข"}, version=1, by=office.webmaster)
    answer = send(keeper, one, title="ค", version=1)
    assert answer.status_code == 422
    assert 'value="ค"' in answer.content.decode()
    assert order() == ["ข"]


def test_two_who_move_or_add_at_once_lose_nothing(race, office, add):
    made = [add(title) for title in "กขคง"]
    race(lambda n: services.move(made[3 - n], up=True, by=office.webmaster))
    race(lambda n: add(f"ใหม่ {n}"), 3)
    assert sorted(order()) == sorted(["ก", "ข", "ค", "ง", "ใหม่ 0", "ใหม่ 1", "ใหม่ 2"])
    errors = [
        one.error
        for one in race(
            lambda n: services.change(
                made[0], facts={"title": f"ก{n}"}, version=1, by=office.webmaster
            )
        )
    ]
    assert sum(isinstance(error, Stale) for error in errors) == 1


def test_others_of_the_staff_are_kept_out_and_looking_changes_nothing(keeper, office, add):
    one = add("ก")
    for name in ("service-move", "service-show", "service-remove"):
        assert keeper.get(reverse(f"website-staff:{name}", args=[one.pk])).status_code == 405
    keeper.force_login(office.clerk)
    for name in ("service-move", "service-show", "service-remove", "service-edit"):
        assert keeper.post(reverse(f"website-staff:{name}", args=[one.pk])).status_code == 403
    assert keeper.get(LIST).status_code == 403
    with pytest.raises(NotAllowed):
        services.remove(one, by=office.clerk)
    assert order() == ["ก"]


def test_a_hundred_services_cost_no_more_queries_than_one(
    keeper, add, django_assert_max_num_queries
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    add("ก")
    with CaptureQueriesContext(connection) as one:
        keeper.get(LIST)
    Service.objects.bulk_create(
        Service(**FACTS | {"title": f"{n}", "position": n + 1}) for n in range(99)
    )
    with django_assert_max_num_queries(len(one)):
        assert keeper.get(LIST).status_code == 200


def test_the_public_reads_every_service_that_is_shown(client, db):
    Service.objects.create(title="ชำระภาษี", description="ผ่านธนาคาร", url="https://pay.example/")
    Service.objects.create(title="ซ่อนอยู่", url="https://hidden.example/", active=False)
    Service.objects.create(title="ไม่มีหน้านี้", view_name="nowhere:at-all")
    page = client.get(reverse("website:services")).content.decode()
    assert 'href="https://pay.example/"' in page
    assert "ผ่านธนาคาร" in page
    assert "ซ่อนอยู่" not in page
    assert "ไม่มีหน้านี้" not in page
    Service.objects.all().delete()
    empty = client.get(reverse("website:services")).content.decode()
    assert reverse("website:contact") in empty

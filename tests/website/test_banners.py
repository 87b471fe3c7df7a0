"""The sentence across the top of every page: put up, changed, taken down, by its time."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from time_machine import travel

from accounts.refusals import NotAllowed, Stale
from website import banners
from website.context import read_site
from website.models import Banner, WebsiteEvent

LIST = reverse("website-staff:banners")
NOW = "2026-11-21T10:00:00+07:00"


@pytest.fixture(autouse=True)
def clock(office):
    with travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def keeper(office, client, clock) -> Client:
    client.force_login(office.webmaster)
    return client


@pytest.fixture
def put_up(office, clock):
    """`put_up(start=…, end=…)`: a banner, in hours from now."""

    def make(text: str = "น้ำท่วม", *, start: int = 0, end: int = 2, **facts) -> Banner:
        now = timezone.now()
        usual = {"tone": "notice", "text": text, "link_url": "", "link_words": ""}
        times = {
            "starts_at": now + timedelta(hours=start), "ends_at": now + timedelta(hours=end),
        }  # fmt: skip
        return banners.add(facts=usual | times | facts, by=office.webmaster)

    return make


def send(client: Client, banner: Banner | None = None, **typed):
    name = "website-staff:banner-edit" if banner else "website-staff:banner-add"
    facts = {
        "tone": "urgent", "text": "น้ำท่วมถนนสาย 3", "link_url": "", "link_words": "",
        "starts_at": "21/11/2569 09:00", "ends_at": "๒๓ พ.ย. ๖๙ เวลา ๑๖.๓๐ น.",
        "version": banner.version if banner else "",
    }  # fmt: skip
    return client.post(reverse(name, args=[banner.pk] if banner else []), facts | typed)


def test_thai_times_put_a_banner_up_and_take_it_down(keeper, clock):
    assert send(keeper, link_url="/news/12/", link_words="อ่านประกาศ").headers["Location"] == LIST
    made = Banner.objects.get()
    assert timezone.localtime(made.ends_at).strftime("%Y-%m-%d %H:%M") == "2026-11-23 16:30"
    (line,) = read_site().banners
    assert (line.words, line.url, line.tone) == ("น้ำท่วมถนนสาย 3", "/news/12/", "urgent")
    clock.move_to("2026-11-23T16:30:00+07:00")
    assert read_site().banners == []


def test_the_list_says_what_shows_what_comes_and_what_is_over(keeper, put_up, clock):
    put_up("ก่อน", start=-5, end=1)
    clock.shift(timedelta(hours=2))
    put_up("เดี๋ยวนี้")
    put_up("ต่อไป", start=3, end=4)
    context = keeper.get(LIST).context
    assert [one.text for one in context["showing"]] == ["เดี๋ยวนี้"]
    assert [one.text for one in context["coming"]] == ["ต่อไป"]
    assert [one.text for one in context["page"]] == ["ก่อน"]


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"text": ""}, "text"),
        ({"text": "ก" * 301}, "text"),
        ({"tone": "loud"}, "tone"),
        ({"link_url": "javascript:alert(1)"}, "link_url"),
        ({"link_url": "//evil.example/"}, "link_url"),
        ({"link_url": "/\\evil.example/"}, "link_url"),
        ({"link_url": "http://plain.example/"}, "link_url"),
        ({"link_url": "/a b"}, "link_url"),
        ({"link_words": "อ่านต่อ"}, "link_url"),
        ({"starts_at": "เมื่อวาน"}, "starts_at"),
        ({"ends_at": "23/11/2569"}, "ends_at"),
        ({"ends_at": "20/11/2569 09:00"}, "__all__"),
        ({"starts_at": "1/11/2569 09:00", "ends_at": "20/11/2569 09:00"}, "__all__"),
    ],
)
def test_bad_input_is_refused_and_stays_in_its_box(keeper, typed, field):
    answer = send(keeper, **typed)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    for value in typed.values():
        assert answer.context["form"].data[next(iter(typed))] in (value, *typed.values())
    assert not Banner.objects.exists()


@pytest.mark.parametrize("address", ["/news/1/", "/search/?q=น้ำท่วม#x", "https://a.example/b"])
def test_links_lead_inside_or_to_https(keeper, address):
    assert send(keeper, link_url=address).status_code == 302
    assert Banner.objects.get().link_url == address


def test_one_that_shows_is_ended_and_one_to_come_is_called_off(keeper, put_up, clock):
    showing, coming = put_up("แสดง", start=-1), put_up("จะมา", start=1)
    for one in (showing, coming):
        keeper.post(reverse("website-staff:banner-end", args=[one.pk]))
    assert read_site().banners == []
    showing.refresh_from_db()
    assert showing.ends_at == timezone.now()
    assert not Banner.objects.filter(pk=coming.pk).exists()
    kinds = WebsiteEvent.objects.order_by("pk").values_list("kind", flat=True)
    assert list(kinds)[2:] == ["banner_ended", "banner_cancelled"]
    again = keeper.post(reverse("website-staff:banner-end", args=[showing.pk]), follow=True)
    assert "alert-error" in again.content.decode()


def test_one_that_is_over_stays_as_it_was(keeper, put_up, clock):
    one = put_up()
    clock.shift(timedelta(hours=3))
    answer = send(keeper, one, ends_at="25/11/2569 09:00")
    assert answer.status_code == 422
    assert Banner.objects.get().text == "น้ำท่วม"


def test_a_stale_form_is_refused_with_what_was_typed(keeper, put_up, office):
    one = put_up()
    facts = {
        name: getattr(one, name)
        for name in ("tone", "text", "link_url", "link_words", "starts_at", "ends_at")
    }
    banners.change(one, facts=facts | {"text": "ใหม่"}, version=1, by=office.webmaster)
    answer = send(keeper, one, text="ช้าไป", version=1)
    assert answer.status_code == 422
    assert "ช้าไป" in answer.content.decode()
    assert Banner.objects.get().text == "ใหม่"


def test_saving_the_same_again_changes_nothing(keeper, put_up, office):
    one = put_up(start=0, end=2)
    Banner.objects.update(starts_at=one.starts_at + timedelta(seconds=30))
    page = keeper.get(reverse("website-staff:banner-edit", args=[one.pk]))
    typed = {name: page.context["form"][name].value() for name in page.context["form"].fields}
    assert send(keeper, one, **typed).status_code == 302
    assert Banner.objects.get().version == 1


def test_of_two_who_change_it_at_once_the_second_is_told(race, put_up, office):
    one = put_up()
    facts = {
        name: getattr(one, name)
        for name in ("tone", "text", "link_url", "link_words", "starts_at", "ends_at")
    }

    def act(n: int) -> bool:
        return banners.change(
            one, facts=facts | {"text": f"คำ {n}"}, version=1, by=office.webmaster
        )

    assert sum(isinstance(out.error, Stale) for out in race(act)) == 1


def test_others_of_the_staff_are_kept_out_and_looking_changes_nothing(keeper, office, put_up):
    one = put_up()
    end = reverse("website-staff:banner-end", args=[one.pk])
    assert keeper.get(end).status_code == 405
    keeper.force_login(office.clerk)
    assert keeper.post(end).status_code == 403
    assert keeper.get(LIST).status_code == 403
    assert send(keeper).status_code == 403
    with pytest.raises(NotAllowed):
        banners.end_now(one, by=office.clerk)
    assert Banner.objects.showing().count() == 1


def test_a_hundred_banners_cost_no_more_queries_than_one(
    keeper, put_up, office, django_assert_max_num_queries
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    one = put_up()
    Banner.objects.create(**_over(one, office), text="ก่อน")
    with CaptureQueriesContext(connection) as few:
        keeper.get(LIST)
    Banner.objects.bulk_create(Banner(**_over(one, office), text=f"{n}") for n in range(100))
    with django_assert_max_num_queries(len(few)):
        assert keeper.get(LIST).status_code == 200


def _over(one: Banner, office) -> dict:
    return {
        "starts_at": one.starts_at - timedelta(days=2),
        "ends_at": one.starts_at - timedelta(days=1),
        "made_by": office.webmaster,
    }

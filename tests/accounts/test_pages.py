"""The pages of people, posts and units: what the keeper does, and what goes wrong."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts import structure
from accounts.models import Appointment, PeopleEvent, Post, RoleGrant, Unit, User
from accounts.refusals import NotAllowed, Stale
from portal.thai.fields import typed
from tests import factories

TODAY = timezone.localdate()
PERSON = {"title": "นางสาว", "first_name": "ดวงใจ", "last_name": "ทดสอบ", "username": "Duangjai"}


@pytest.fixture
def keeping(keeper, browser_of):
    """The keeper's browser."""
    return browser_of(keeper)


def names(answer) -> list[str]:
    return [person.username for person in answer.context["page"]]


def test_people_are_found_by_name_post_unit_and_state(office, keeper, keeping):
    stopped = factories.make_user("gone", is_active=False, first_name="อดีต")
    everyone = sorted(User.objects.exclude(pk=stopped.pk).values_list("username", flat=True))
    url = reverse("accounts:people")

    def found(**query) -> list[str]:
        return sorted(names(keeping.get(url, query)))

    assert found() == everyone
    assert found(q="ชื่อplanner") == ["planner"]
    assert found(q="นักวิเคราะห์ ชำนาญการ") == ["planner"]
    assert found(q="ชื่อhead ไม่มีคำนี้") == []
    assert found(unit=office.units.finance.pk) == ["clerk", "palad"]
    assert found(state="stopped") == ["gone"]
    assert found(state="all") == sorted([*everyone, "gone"])
    assert found(q="%") == []
    assert found(unit="ไม่มี", state="nonsense", page="x") == everyone
    nobody = keeping.get(url, {"q": "ไม่มีใคร"}).content.decode()
    assert reverse("accounts:people") in nobody


def test_a_person_is_added_and_changed(office, keeper, keeping):
    answer = keeping.post(reverse("accounts:person-add"), PERSON)
    added = User.objects.get(username="duangjai")
    assert answer.headers["Location"] == reverse("accounts:person", args=[added.pk])
    assert str(added) == "นางสาวดวงใจ ทดสอบ"
    assert not added.has_usable_password()
    url = reverse("accounts:person-edit", args=[added.pk])
    changed = PERSON | {"last_name": "เปลี่ยนแล้ว", "unit": office.units.works.pk, "version": 1}
    assert keeping.post(url, changed).status_code == 302
    added.refresh_from_db()
    assert (added.last_name, added.unit, added.version) == ("เปลี่ยนแล้ว", office.units.works, 2)
    event = PeopleEvent.objects.get(kind="person_changed")
    assert event.before == {"last_name": "ทดสอบ", "unit": None}
    assert event.after == {"last_name": "เปลี่ยนแล้ว", "unit": "กองช่าง"}
    assert event.by == keeper


def test_saving_without_a_change_writes_no_history(office, keeping):
    unit = office.units.works
    url = reverse("accounts:unit-edit", args=[unit.pk])
    data = {"name": unit.name, "position": unit.position, "active": "on", "version": 1}
    assert keeping.post(url, data).status_code == 302
    assert not PeopleEvent.objects.exists()


@pytest.mark.parametrize(
    ("page", "typed_values", "kept_and_named"),
    [
        ("person-add", PERSON | {"username": "PLANNER"}, ("ดวงใจ", "username")),
        ("person-add", PERSON | {"username": "มี ช่องว่าง"}, ("มี ช่องว่าง", "username")),
        ("person-add", PERSON | {"first_name": ""}, ("Duangjai", "first_name")),
        ("person-add", PERSON | {"email": "ไม่ใช่อีเมล"}, ("ไม่ใช่อีเมล", "email")),
        ("unit-add", {"name": "กองคลัง", "position": "7"}, ('value="กองคลัง"', "name")),
        ("unit-add", {"name": "กองใหม่", "position": "-1"}, ("กองใหม่", "position")),
        ("post-add", {"title": "ตำแหน่งใหม่", "rank": "king", "position": 1}, ("ตำแหน่งใหม่", "rank")),
    ],
)
def test_wrong_input_comes_back_as_it_was_typed(
    office, keeping, page, typed_values, kept_and_named
):
    kept, field = kept_and_named
    answer = keeping.post(reverse(f"accounts:{page}"), typed_values)
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert kept in answer.content.decode()
    assert not PeopleEvent.objects.exists()


def test_a_stale_page_does_not_overwrite(office, keeping):
    url = reverse("accounts:post-edit", args=[office.posts.head.pk])
    data = {"title": "หัวหน้าสำนักปลัด", "rank": "head_of_office", "position": 3, "active": "on"}
    assert keeping.post(url, data | {"title": "คนแรกแก้", "version": 1}).status_code == 302
    late = keeping.post(url, data | {"title": "คนหลังแก้", "version": 1})
    assert late.status_code == 422
    assert "คนหลังแก้" in late.content.decode()
    assert Post.objects.get(pk=office.posts.head.pk).title == "คนแรกแก้"
    assert keeping.post(url, data | {"title": "ไม่มีเลขรุ่น"}).status_code == 422


def test_of_two_who_save_at_once_one_wins(race):
    unit = factories.make_unit("กองเดิม")
    by = factories.make_user()
    outcomes = race(
        lambda number: structure.change_unit(
            Unit.objects.get(pk=unit.pk), fields={"name": f"กอง {number}"}, version=1, by=by
        )
    )
    assert sorted(type(o.error) for o in outcomes if o.error) == [Stale]
    assert PeopleEvent.objects.count() == 1


def test_of_two_who_add_one_name_at_once_one_is_told(race):
    outcomes = race(lambda: structure.add_unit(fields={"name": "กองใหม่"}, by=None))
    assert [type(o.error) for o in outcomes if o.error] == [NotAllowed]
    assert Unit.objects.count() == 1


def test_aliases_are_one_a_line_and_a_unit_is_not_part_of_itself(office, keeping):
    unit = office.units.works
    section = factories.make_unit("งานแผน", parent=unit)
    url = reverse("accounts:unit-edit", args=[unit.pk])
    data = {"name": unit.name, "position": 3, "active": "on", "version": 1}
    keeping.post(url, data | {"aliases": " ช่าง \r\n\r\nกองโยธา\r\nช่าง"})
    unit.refresh_from_db()
    assert unit.aliases == ["ช่าง", "กองโยธา"]
    assert "ช่าง\nกองโยธา" in keeping.get(url).content.decode()
    answer = keeping.post(url, data | {"parent": section.pk, "version": 2})
    assert answer.status_code == 422
    assert answer.context["form"].non_field_errors()


def test_a_post_that_is_held_stays_in_use(office, keeping):
    url = reverse("accounts:post-edit", args=[office.posts.clerk.pk])
    data = {"title": office.posts.clerk.title, "rank": "officer", "position": 6, "version": 1}
    answer = keeping.post(url, data)
    assert answer.status_code == 422
    assert str(office.clerk) in answer.context["form"].non_field_errors()[0]


def test_appointing_ending_and_withdrawing_by_hand(office, keeping):
    person, post = office.outsider, factories.make_post("deputy_palad", "รองปลัดทดสอบ")
    url = reverse("accounts:appoint", args=[person.pk])
    data = {"post": post.pk, "kind": "substantive", "starts": "๑ ต.ค. ๖๙", "ends": ""}
    assert keeping.post(url, data).status_code == 302
    held = Appointment.objects.get(post=post)
    assert held.starts.isoformat() == "2026-10-01"

    wrong = keeping.post(url, data | {"starts": "วันไหนก็ได้"})
    assert wrong.status_code == 422
    assert "วันไหนก็ได้" in wrong.content.decode()
    taken = keeping.post(reverse("accounts:appoint", args=[office.head.pk]), data)
    assert taken.status_code == 422
    assert str(person) in taken.context["form"].non_field_errors()[0]
    no_order = keeping.post(url, data | {"post": office.posts.mayor.pk, "kind": "acting"})
    assert no_order.status_code == 422

    end = reverse("accounts:appointment-end", args=[held.pk])
    assert keeping.post(end, {"ends": "1/1/2500"}).status_code == 422
    assert keeping.post(end, {"ends": typed(TODAY)}).status_code == 302
    withdraw = reverse("accounts:appointment-withdraw", args=[held.pk])
    assert keeping.post(withdraw, {"reason": ""}).status_code == 422
    assert keeping.post(withdraw, {"reason": "ผิดตำแหน่ง"}).status_code == 302
    assert keeping.post(withdraw, {"reason": "อีกครั้ง"}).status_code == 404
    kinds = list(PeopleEvent.objects.values_list("kind", flat=True))
    assert kinds == ["appointed", "appointment_ended", "appointment_withdrawn"]


def test_roles_by_hand(office, keeper, keeping):
    url = reverse("accounts:role-grant", args=[office.outsider.pk])
    data = {"role": "report_author", "starts": typed(TODAY), "ends": ""}
    assert keeping.post(url, data | {"role": ""}).status_code == 422
    assert keeping.post(url, data).status_code == 302
    assert keeping.post(url, data).status_code == 422
    grant = RoleGrant.objects.get(person=office.outsider)
    assert grant.granted_by == keeper
    end = reverse("accounts:role-end", args=[grant.pk])
    assert keeping.post(end, {"ends": typed(TODAY - timedelta(days=1))}).status_code == 302
    assert not RoleGrant.objects.filter(person=office.outsider).exists()
    own = reverse("accounts:role-end", args=[keeper.role_grants.get().pk])
    assert keeping.post(own, {"ends": typed(TODAY)}).status_code == 422


def test_the_page_of_a_person_parts_now_later_and_before(office, keeping):
    posts = [factories.make_post("officer", f"ตำแหน่งที่ {n}") for n in range(3)]
    factories.appoint(office.outsider, posts[0], ends=TODAY - timedelta(days=1))
    factories.appoint(office.outsider, posts[1], ends=TODAY)
    factories.appoint(office.outsider, posts[2], starts=TODAY + timedelta(days=1))
    context = keeping.get(reverse("accounts:person", args=[office.outsider.pk])).context
    parts = {part: [a.post for a in context[part]] for part in ("before", "now", "later")}
    assert parts == {"before": [posts[0]], "now": [posts[1]], "later": [posts[2]]}


def test_others_see_posts_but_not_how_somebody_signs_in(office, keeper, browser_of, keeping):
    keeping.post(reverse("accounts:person-edit", args=[office.head.pk]), {})
    url = reverse("accounts:person", args=[office.head.pk])
    seen = browser_of(office.outsider).get(url)
    words = seen.content.decode()
    assert office.posts.head.title in words
    for hidden in (f"<dd>{office.head.username}</dd>", "/link/", "/stop/", "/appoint/", "/edit/"):
        assert hidden not in words
        assert hidden in keeping.get(url).content.decode()


def test_who_acts_for_whom(office, browser_of):
    factories.appoint(office.head, office.posts.mayor, kind="delegated", starts=TODAY)
    factories.appoint(
        office.clerk, office.posts.finance, kind="acting", starts=TODAY + timedelta(days=3)
    )
    factories.appoint(
        office.clerk, office.posts.head, kind="acting", ends=TODAY - timedelta(days=1)
    )
    answer = browser_of(office.outsider).get(reverse("accounts:acting"))
    now = [(o.person.username, o.post.rank) for o in answer.context["now"]]
    later = [(o.person.username, o.post.rank) for o in answer.context["later"]]
    assert now == [("head", "mayor"), ("palad", "palad")]
    assert later == [("clerk", "director")]
    assert str(office.mayor) in answer.content.decode()


def test_my_page_shows_what_was_done_to_my_account(office, keeper, keeping, browser_of):
    keeping.post(reverse("accounts:person-link", args=[office.head.pk]))
    words = browser_of(office.head).get(reverse("accounts:me")).content.decode()
    assert str(keeper) in words
    assert str(keeper) not in browser_of(office.clerk).get(reverse("accounts:me")).content.decode()


@pytest.mark.parametrize("page", ["people", "posts", "units", "acting"])
def test_three_hundred_rows_cost_as_many_queries_as_one(office, browser_of, page):
    url = reverse(f"accounts:{page}")
    client = browser_of(office.planner)
    client.get(url)  # stamps of the session are written once

    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            assert client.get(url).status_code == 200
        return len(captured)

    few = queries()
    units = Unit.objects.bulk_create(Unit(name=f"หน่วย {n}") for n in range(300))
    posts = Post.objects.bulk_create(
        Post(title=f"ตำแหน่ง {n}", rank="officer", unit=units[n]) for n in range(300)
    )
    people = User.objects.bulk_create(
        User(username=f"u{n}", first_name=f"คน{n}", last_name="ก", unit=units[n], password="!")
        for n in range(300)
    )
    Appointment.objects.bulk_create(
        Appointment(
            person=people[n],
            post=posts[(n + shift) % 300],
            kind=kind,
            starts=TODAY,
            order_reference="คำสั่ง",
        )
        for n in range(300)
        for shift, kind in ((0, "substantive"), (1, "acting"))
    )
    assert queries() == few


def test_a_page_of_people_is_fifty(office, browser_of):
    User.objects.bulk_create(
        User(username=f"u{n}", first_name=f"คน{n}", last_name="ก", password="!") for n in range(120)
    )
    client = browser_of(office.planner)
    url = reverse("accounts:people")
    assert len(names(client.get(url))) == 50
    last = client.get(url, {"page": 3})
    assert len(names(last)) == User.objects.count() - 100

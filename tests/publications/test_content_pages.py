"""The staff's pages below /staff/content/: writing, the page of one publication."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from publications import publishing
from publications.models import Category, Publication
from tests.publications.conftest import TITLE

STATES = ["draft", "in_review", "returned", "scheduled", "published", "over", "withdrawn"]


# --- writing ----------------------------------------------------------------------------------


def typed(office, **changed) -> dict[str, str]:
    """What somebody types for a news item."""
    return {
        "title": "ประชุมสภาสมัยสามัญ",
        "summary": "เชิญประชาชนเข้ารับฟัง",
        "body": "<p>วาระการประชุม</p>",
        "document_date": "5 ธ.ค. 69",
        "unit": str(office.units.finance.pk),
        "event_starts": "5/12/2569 9.30 น.",
        **changed,
    }


def test_clerk_writes_a_news_item(sign_in, office):
    client = sign_in("clerk")
    address = reverse("publications:add", args=["news"])
    form = client.get(address).context["form"]
    assert form["unit"].value() == office.units.finance.pk
    assert "owner" not in form.fields
    answer = client.post(address, typed(office))
    one = Publication.objects.get()
    assert answer["Location"] == reverse("publications:detail", args=[one.pk])
    assert (one.state, one.owner, one.created_by) == ("draft", office.clerk, office.clerk)
    assert one.document_date == date(2026, 12, 5)
    assert one.fiscal_year == 2570  # October to September; nobody typed it
    assert timezone.localtime(one.newsitem.event_starts).isoformat() == "2026-12-05T09:30:00+07:00"


@pytest.mark.parametrize(
    ("kind", "facts"),
    [
        ("album", {"taken_from": "1/11/2569", "taken_to": "2/11/2569", "place": "วัดทดสอบ"}),
        ("document", {"number": "ตย 71001/12"}),
        ("page", {"slug": "vision-mission", "review_by": "30/9/2570"}),
    ],
)
def test_each_kind_has_its_fields(sign_in, office, kind, facts):
    client = sign_in("webmaster")
    filled = {
        "title": "หัวข้อ", "document_date": "20/11/2569", "unit": office.units.office.pk,
        "owner": office.clerk.pk, **facts,
    }  # fmt: skip
    answer = client.post(reverse("publications:add", args=[kind]), filled)
    assert answer.status_code == 302, answer.context["form"].errors
    one = Publication.objects.get()
    assert (one.kind, one.owner) == (kind, office.clerk)
    page = client.get(reverse("publications:edit", args=[one.pk]))
    for name, value in facts.items():
        assert page.context["form"][name].value() == value
    assert client.get(reverse("publications:detail", args=[one.pk])).status_code == 200


def test_page_is_asked_about_again_in_a_year(sign_in, time_machine):
    time_machine.move_to("2026-11-21 09:00 +0700")
    form = sign_in("clerk").get(reverse("publications:add", args=["page"])).context["form"]
    assert form["review_by"].value() == "21/11/2570"
    form = sign_in("clerk").get(reverse("publications:add", args=["news"])).context["form"]
    assert form["review_by"].value() is None


@pytest.mark.parametrize(
    ("field", "words"),
    [
        ("title", ""),
        ("document_date", "วันไหนดี"),
        ("event_starts", "5/12/2569"),
        ("fiscal_year", "2027"),
        ("unit", ""),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_what_was_typed_stays(sign_in, office, field, words):
    answer = sign_in("clerk").post(
        reverse("publications:add", args=["news"]), typed(office, **{field: words})
    )
    assert answer.status_code == 422
    form = answer.context["form"]
    assert set(form.errors) == {field}
    assert form["body"].value() == "<p>วาระการประชุม</p>"
    assert not Publication.objects.exists()


def test_an_end_needs_a_beginning_before_it(sign_in, office):
    client, address = sign_in("clerk"), reverse("publications:add", args=["news"])
    early = typed(office, event_ends="5/12/2569 8:00")
    assert "event_ends" in client.post(address, early).context["form"].errors
    loose = typed(office, event_starts="", event_ends="5/12/2569 8:00")
    assert "event_starts" in client.post(address, loose).context["form"].errors
    assert not Publication.objects.exists()


def test_clerk_writes_for_the_own_unit_only(sign_in, office):
    answer = sign_in("clerk").post(
        reverse("publications:add", args=["news"]),
        typed(office, unit=office.units.works.pk, owner=office.outsider.pk),
    )
    assert set(answer.context["form"].errors) == {"unit"}
    sign_in("clerk").post(
        reverse("publications:add", args=["news"]), typed(office, owner=office.outsider.pk)
    )
    assert Publication.objects.get().owner == office.clerk


def test_categories_offered_are_those_of_the_kind_in_use_or_chosen(sign_in, write):
    news = Category.objects.create(kind="news", name="ข่าวทั่วไป")
    old = Category.objects.create(kind="news", name="เลิกใช้", active=False)
    other_old = Category.objects.create(kind="news", name="เลิกใช้นานแล้ว", active=False)
    document = Category.objects.create(kind="document", name="แผน")
    one = write(category=old)
    form = sign_in("clerk").get(reverse("publications:edit", args=[one.pk])).context["form"]
    assert set(form.fields["category"].queryset) == {news, old}
    assert {other_old, document}.isdisjoint(form.fields["category"].queryset)


@pytest.mark.parametrize("slug", ["วิสัยทัศน์", "Vision", "a--b", "-a", "a_b", "a b", ""])
def test_address_of_a_page_is_plain_letters(sign_in, office, slug):
    answer = sign_in("webmaster").post(
        reverse("publications:add", args=["page"]),
        typed(office, slug=slug, owner=office.webmaster.pk),
    )
    assert "slug" in answer.context["form"].errors
    assert not Publication.objects.exists()


def test_address_of_a_page_is_given_once(sign_in, office, write):
    write("page", slug="vision")
    answer = sign_in("webmaster").post(
        reverse("publications:add", args=["page"]),
        typed(office, slug="vision", owner=office.webmaster.pk),
    )
    assert set(answer.context["form"].errors) == {"slug"}
    assert Publication.objects.count() == 1


def edited(client, one, **changed) -> dict[str, str]:
    """The form of the publication as a browser would send it, with some fields changed."""
    form = client.get(reverse("publications:edit", args=[one.pk])).context["form"]
    sent = {}
    for field in form:
        value = field.value()
        sent[field.name] = "" if value is None else value
    sent.pop("looked")
    return sent | changed


def test_saving_makes_a_version_and_saving_nothing_makes_none(sign_in, write):
    one, client = write(body="<p>เดิม</p>", fiscal_year=2570), sign_in("clerk")
    address = reverse("publications:edit", args=[one.pk])
    client.post(address, edited(client, one))
    one.refresh_from_db()
    assert one.version == 1
    client.post(address, edited(client, one, title="ใหม่"))
    one.refresh_from_db()
    assert (one.version, one.title) == (2, "ใหม่")
    assert [version.number for version in one.versions.all()] == [2, 1]


@pytest.mark.parametrize(
    ("stored", "typed", "year"),
    [
        (2570, {"document_date": "30/9/2569"}, 2569),  # it was the date's, so it goes along
        (2568, {"document_date": "30/9/2569"}, 2568),  # somebody chose it
        (2570, {"document_date": "30/9/2569", "fiscal_year": "2571"}, 2571),
        (2568, {"document_date": "1/10/2569", "fiscal_year": ""}, 2570),
        (2570, {"title": "ใหม่"}, 2570),
    ],
)
def test_fiscal_year_follows_the_date_unless_somebody_chose_it(sign_in, write, stored, typed, year):
    one, client = write(fiscal_year=stored), sign_in("clerk")
    address = reverse("publications:edit", args=[one.pk])
    assert client.post(address, edited(client, one, **typed)).status_code == 302
    one.refresh_from_db()
    assert one.fiscal_year == year


def test_a_page_has_only_the_fiscal_year_that_was_typed(sign_in, write):
    page, client = write("page", fiscal_year=2570), sign_in("clerk")
    address = reverse("publications:edit", args=[page.pk])
    client.post(address, edited(client, page, document_date="30/9/2569"))
    page.refresh_from_db()
    assert page.fiscal_year == 2570


def test_old_page_overwrites_nothing_until_its_writer_has_been_told(sign_in, office, write):
    one, client = write(summary="เดิม"), sign_in("clerk")
    address = reverse("publications:edit", args=[one.pk])
    mine = edited(client, one, summary="ของฉัน")
    publishing.change(one, facts={"summary": "ของคนอื่น"}, by=office.webmaster, seen=1)
    answer = client.post(address, mine)
    one.refresh_from_db()
    assert (answer.status_code, one.summary) == (409, "ของคนอื่น")
    form = answer.context["form"]
    assert form["summary"].value() == "ของฉัน"
    compare = reverse("publications:compare", args=[one.pk, 1, 2])
    assert compare in answer.content.decode()
    again = mine | {"version": form["version"].value()}
    assert client.post(address, again).status_code == 302
    one.refresh_from_db()
    assert (one.summary, one.version) == ("ของฉัน", 3)


def test_what_is_public_is_changed_with_a_reason(sign_in, brought_to):
    one, client = brought_to("published"), sign_in("webmaster")
    address = reverse("publications:edit", args=[one.pk])
    answer = client.post(address, edited(client, one, title="แก้แล้ว", reason=""))
    assert set(answer.context["form"].errors) == {"reason"}
    client.post(address, edited(client, one, title="แก้แล้ว", reason="แก้คำผิด"))
    one.refresh_from_db()
    assert (one.title, one.update_reason) == ("แก้แล้ว", "แก้คำผิด")
    assert one.updated_at is not None
    page = client.get(reverse("publications:detail", args=[one.pk])).content.decode()
    assert "แก้คำผิด" in page


def test_clerk_is_led_back_from_what_is_out_of_hand(sign_in, office, write, brought_to):
    client = sign_in("clerk")
    one = write(title="กำลังเขียน")
    sent = edited(client, one, summary="พิมพ์ไว้ยาวมาก")
    publishing.submit(one, by=office.clerk, seen=1)
    address = reverse("publications:edit", args=[one.pk])
    assert client.get(address)["Location"] == reverse("publications:detail", args=[one.pk])
    answer = client.post(address, sent)
    assert answer.status_code == 422
    assert answer.context["form"]["summary"].value() == "พิมพ์ไว้ยาวมาก"
    one.refresh_from_db()
    assert one.summary == ""


def test_address_of_a_page_stays_once_it_was_public(sign_in, office, brought_to):
    one, client = brought_to("published", "page", slug="vision"), sign_in("webmaster")
    sent = edited(client, one, slug="elsewhere", title="วิสัยทัศน์ใหม่", reason="แก้")
    assert client.post(reverse("publications:edit", args=[one.pk]), sent).status_code == 302
    one.refresh_from_db()
    assert (one.slug, one.title) == ("vision", "วิสัยทัศน์ใหม่")
    with pytest.raises(publishing.NotAllowed):
        publishing.change(
            one, facts={"slug": "elsewhere"}, by=office.webmaster, seen=one.version, reason="ย้าย"
        )


# --- the page of one publication ----------------------------------------------------------------


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("person", ["webmaster", "clerk"])
def test_hub_says_where_it_stands_in_every_state(sign_in, brought_to, state, person):
    one = brought_to(state)
    page = sign_in(person).get(reverse("publications:detail", args=[one.pk]))
    assert page.status_code == 200
    assert page.context["state"] == {"returned": "draft"}.get(state, state)
    words = page.content.decode()
    assert ("เติมวันปิดรับสมัคร" in words) == (state == "returned")
    assert ("ยกเลิกการรับสมัคร" in words) == (state == "withdrawn")


ACTS = {
    ("draft", "clerk"): {"edit", "submit"},
    ("draft", "webmaster"): {"edit", "publish"},
    ("in_review", "clerk"): {"take_back"},
    ("in_review", "webmaster"): {"edit", "publish", "send_back", "take_back"},
    ("returned", "clerk"): {"edit", "submit"},
    ("scheduled", "clerk"): set(),
    ("scheduled", "webmaster"): {"edit", "take_back", "reschedule"},
    ("published", "clerk"): {"reviewed"},
    ("published", "planner"): set(),
    ("published", "outsider"): set(),
    ("published", "webmaster"): {"edit", "reschedule", "withdraw", "reviewed"},
    ("over", "webmaster"): {"edit", "reschedule", "withdraw"},
    ("withdrawn", "clerk"): set(),
    ("withdrawn", "webmaster"): {"edit", "publish"},
}


@pytest.mark.parametrize(("state", "person"), ACTS)
def test_hub_offers_what_the_person_can_do(sign_in, brought_to, state, person):
    one = brought_to(state)
    page = sign_in(person).get(reverse("publications:detail", args=[one.pk]))
    ready = {name for name, act in page.context["acts"].items() if act.ready}
    assert ready == ACTS[state, person]


@pytest.mark.parametrize("kind", ["album", "document"])
def test_button_is_off_with_the_reasons_beside_it(sign_in, write, kind):
    one = write(kind)
    for person, act in (("clerk", "submit"), ("webmaster", "publish")):
        page = sign_in(person).get(reverse("publications:detail", args=[one.pk]))
        reasons = page.context["acts"][act].reasons
        assert len(reasons) == 1
        assert reasons[0] in page.content.decode()
        assert "disabled" in page.content.decode()


@pytest.mark.parametrize("state", ["draft", "in_review", "returned"])
@pytest.mark.parametrize(
    "name", ["detail", "edit", "versions", "submit", "take-back", "publish", "preview-make"]
)
def test_strangers_draft_does_not_exist(sign_in, office, brought_to, state, name):
    one = brought_to(state)
    before = one.events.count()
    client, address = sign_in("outsider"), reverse(f"publications:{name}", args=[one.pk])
    if name not in ("detail", "versions"):
        posted = client.post(address, {"version": one.version})
        assert posted.status_code == (403 if name == "publish" else 404)
    if name in ("detail", "edit", "versions"):
        assert client.get(address).status_code == 404
    assert one.events.count() == before


def test_history_reads_as_sentences(sign_in, office, brought_to):
    one = brought_to("scheduled")
    publishing.reschedule(
        one, by=office.webmaster, seen=one.version, reason="ครบกำหนด",
        until=one.publish_at + timedelta(days=30),
    )  # fmt: skip
    page = sign_in("webmaster").get(reverse("publications:detail", args=[one.pk]))
    words = [happening.words for happening in page.context["happenings"]]
    assert len(words) == 3
    assert "T" not in words[0] + words[1] and "+07" not in page.content.decode()
    assert str(timezone.localtime(one.publish_at).year + 543 - 2500) in words[1]


# --- methods, strangers -------------------------------------------------------------------------

VERBS = ["submit", "take-back", "reviewed", "preview-make"]


@pytest.mark.parametrize("name", VERBS)
def test_verbs_take_nothing_but_a_post(sign_in, write, name):
    one, client = write(), sign_in("webmaster")
    address = reverse(f"publications:{name}", args=[one.pk])
    opened = client.get(address)
    assert opened.status_code == 405 and opened.headers["Allow"] == "POST"
    words = opened.content.decode()
    assert "เปิดหน้านี้จากที่อยู่เว็บโดยตรงไม่ได้" in words and reverse("portal:staff-home") in words
    assert client.put(address).status_code == 405


@pytest.mark.parametrize("name", ["list", "detail", "edit", "publish", "versions"])
def test_pages_take_no_other_method(sign_in, write, name):
    one, client = write(), sign_in("webmaster")
    address = reverse(f"publications:{name}", args=[] if name == "list" else [one.pk])
    assert client.delete(address).status_code == 405
    assert client.put(address).status_code == 405


def test_stranger_is_sent_to_the_sign_in(client, write):
    one = write()
    for address in (
        reverse("publications:list"),
        reverse("publications:detail", args=[one.pk]),
        reverse("publications:publish", args=[one.pk]),
    ):
        assert reverse("accounts:sign-in") in client.get(address)["Location"]
    assert TITLE not in client.get(reverse("publications:list"), follow=True).content.decode()

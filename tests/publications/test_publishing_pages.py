"""The pages of the verbs: what they ask, what they keep, and for whom they are."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from publications import publishing
from publications.models import Publication, PublicationEvent
from publications.overview import state_of


def post(client, name, one, **data):
    return client.post(
        reverse(f"publications:{name}", args=[one.pk]), {"version": one.version, **data}
    )


def test_way_to_the_public_and_back_through_the_pages(sign_in, office, write):
    one = write()
    post(sign_in("clerk"), "submit", one)
    one.refresh_from_db()
    post(sign_in("webmaster"), "send-back", one, words="เติมวันที่")
    one.refresh_from_db()
    assert one.state == "draft"
    post(sign_in("clerk"), "submit", one)
    one.refresh_from_db()
    post(sign_in("clerk"), "take-back", one)
    one.refresh_from_db()
    assert one.state == "draft"
    post(sign_in("webmaster"), "publish", one)
    one.refresh_from_db()
    assert one.is_public()
    post(sign_in("clerk"), "reviewed", one, again_by="1/12/2570")
    one.refresh_from_db()
    assert one.review_by.isoformat() == "2027-12-01"
    post(sign_in("webmaster"), "withdraw", one, reason="ยกเลิก")
    one.refresh_from_db()
    assert (one.state, one.withdrawal_reason) == ("withdrawn", "ยกเลิก")
    kinds = list(one.events.values_list("kind", flat=True))
    Event = PublicationEvent.Kind
    assert kinds == [
        Event.CREATED, Event.SUBMITTED, Event.RETURNED, Event.SUBMITTED, Event.TAKEN_BACK,
        Event.PUBLISHED, Event.REVIEWED, Event.WITHDRAWN,
    ]  # fmt: skip


def test_schedule_is_typed_as_people_type_it(sign_in, write, time_machine):
    time_machine.move_to("2026-11-21 09:00 +0700")
    one, client = write(), sign_in("webmaster")
    post(client, "publish", one, at="1 ธ.ค. 69 8.30 น.", until="31/12/2569")
    one.refresh_from_db()
    assert timezone.localtime(one.publish_at).isoformat() == "2026-12-01T08:30:00+07:00"
    assert timezone.localtime(one.withdraw_at).isoformat() == "2026-12-31T23:59:00+07:00"
    typed = {"at": "2/12/2569", "until": "1/1/2570 12:00"}
    answer = post(client, "reschedule", one, **typed | {"at": "1/11/2569"})
    assert set(answer.context["form"].errors) == {"at"}
    assert answer.context["form"]["until"].value() == "1/1/2570 12:00"
    post(client, "reschedule", one, **typed)
    one.refresh_from_db()
    assert timezone.localtime(one.publish_at).isoformat() == "2026-12-02T00:00:00+07:00"
    assert timezone.localtime(one.withdraw_at).isoformat() == "2027-01-01T12:00:00+07:00"
    post(client, "reschedule", one, at="", until="")
    one.refresh_from_db()
    assert (one.is_public(), one.withdraw_at) == (True, None)
    page = client.get(reverse("publications:reschedule", args=[one.pk]))
    assert "at" not in page.context["form"].fields


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"at": "1/11/2569 8:00", "until": ""}, "at"),
        ({"at": "เมื่อไรดี", "until": ""}, "at"),
        ({"at": "", "until": "1/11/2569"}, "until"),
        ({"at": "1/12/2569", "until": "30/11/2569"}, "until"),
    ],
)
def test_schedule_that_cannot_be_is_refused(sign_in, write, time_machine, typed, field):
    time_machine.move_to("2026-11-21 09:00 +0700")
    one = write()
    answer = post(sign_in("webmaster"), "publish", one, **typed)
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {field}
    one.refresh_from_db()
    assert one.state == "draft"


def test_what_ends_before_the_answer_is_told_all_the_same(sign_in, write, monkeypatch):
    one = write()
    monkeypatch.setattr("publications.views.publishing.state_of", lambda publication: "over")
    address = reverse("publications:publish", args=[one.pk])
    assert sign_in("webmaster").post(address, {"version": one.version}).status_code == 302


@pytest.mark.parametrize("name", ["publish", "send-back", "reschedule", "withdraw"])
@pytest.mark.parametrize("person", ["clerk", "planner", "outsider"])
def test_pages_of_the_webmaster_are_the_webmasters(sign_in, brought_to, name, person):
    state = {"publish": "draft", "send-back": "in_review"}.get(name, "published")
    one, client = brought_to(state), sign_in(person)
    before = one.events.count()
    assert client.get(reverse(f"publications:{name}", args=[one.pk])).status_code == 403
    answer = post(client, name, one, reason="ก", words="ก")
    assert answer.status_code == 403
    assert one.events.count() == before


@pytest.mark.parametrize(
    ("name", "state"),
    [("publish", "published"), ("send-back", "draft"), ("reschedule", "draft"),
     ("withdraw", "draft"), ("withdraw", "scheduled")],
)  # fmt: skip
def test_page_of_a_verb_that_does_not_fit_says_why(sign_in, brought_to, name, state):
    one = brought_to(state)
    client = sign_in("webmaster")
    page = client.get(reverse(f"publications:{name}", args=[one.pk]))
    assert page.context["reasons"]
    assert '<form class="form"' not in page.content.decode()
    answer = post(client, name, one, reason="ก", words="ก")
    assert answer.status_code == 422
    assert state_of(Publication.objects.get(pk=one.pk)) == state


def test_withdrawing_asks_for_a_reason_and_keeps_what_was_typed(sign_in, brought_to):
    one, client = brought_to("published"), sign_in("webmaster")
    answer = post(client, "withdraw", one, reason=" ", instead="ประกาศ")
    assert answer.status_code == 422 and "reason" in answer.context["form"].errors
    assert answer.context["form"]["instead"].value() == "ประกาศ"
    one.refresh_from_db()
    assert one.is_public()


@pytest.mark.parametrize("verb", ["withdraw", "reschedule"])
def test_a_reason_with_personal_data_is_refused_at_its_field(sign_in, brought_to, verb):
    client, one = sign_in("webmaster"), brought_to("published")
    typed = "สอบถามผู้ร้องโทร 081 234 5678"
    answer = post(client, verb, one, reason=typed, until="31/12/2569")
    form = answer.context["form"]
    assert answer.status_code == 422
    assert "081 xxx xx78" in form.errors["reason"][0] and not form.non_field_errors()
    assert form["reason"].value() == typed


@pytest.mark.parametrize(
    ("verb", "at", "fault"),
    [
        ("reschedule", "", "This end has passed already."),
        ("publish", "", "This end has passed already."),
        ("publish", "31/12/2599 08:00", "The end must lie after the beginning."),
    ],
)
def test_an_end_is_refused_for_what_is_wrong_with_it(sign_in, brought_to, verb, at, fault):
    one = brought_to("draft" if verb == "publish" else "published")
    until = "30/12/2599" if at else "1/1/2569"
    answer = post(sign_in("webmaster"), verb, one, at=at, until=until)
    assert answer.status_code == 422
    assert answer.context["form"].errors["until"] == [gettext(fault)]


def test_what_to_read_instead_is_found_by_title_or_number(sign_in, office, brought_to):
    old = brought_to("published", title="แผนพัฒนา 2569")
    new = brought_to("published", title="แผนพัฒนา 2570")
    brought_to("draft", title="แผนพัฒนา ร่าง")
    client = sign_in("webmaster")
    looking = post(client, "withdraw", old, look="1", reason="มีฉบับใหม่", instead="แผนพัฒนา")
    assert looking.status_code == 200
    form = looking.context["form"]
    assert form.candidates == [new]
    assert form["reason"].value() == "มีฉบับใหม่"
    old.refresh_from_db()
    assert old.is_public()
    by_number = post(client, "withdraw", old, look="1", reason="มี", instead=str(new.pk))
    assert by_number.context["form"].candidates == [new]
    nothing = post(client, "withdraw", old, look="1", reason="มี", instead="ไม่มีแน่")
    assert nothing.context["form"].nothing_found
    unchosen = post(client, "withdraw", old, reason="มีฉบับใหม่", instead="แผนพัฒนา")
    assert set(unchosen.context["form"].errors) == {"replaced_by"}
    assert "checked" not in str(unchosen.context["form"]["replaced_by"])
    post(client, "withdraw", old, reason="มีฉบับใหม่", instead="แผนพัฒนา", replaced_by=str(new.pk))
    old.refresh_from_db()
    assert (old.state, old.replaced_by_id) == ("withdrawn", new.pk)
    page = client.get(reverse("publications:detail", args=[old.pk])).content.decode()
    assert "แผนพัฒนา 2570" in page


def test_looking_and_finding_nothing_fit_is_an_answer_too(sign_in, brought_to):
    old, client = brought_to("published", title="แผนเก่า"), sign_in("webmaster")
    brought_to("published", title="แผนใหม่")
    post(client, "withdraw", old, reason="เลิกใช้", instead="แผน", replaced_by="none")
    old.refresh_from_db()
    assert (old.state, old.replaced_by) == ("withdrawn", None)


def test_old_button_moves_nothing_and_says_so(sign_in, office, write):
    one = write()
    publishing.change(one, facts={"title": "ใหม่"}, by=office.clerk, seen=1)
    answer = sign_in("clerk").post(
        reverse("publications:submit", args=[one.pk]), {"version": 1}, follow=True
    )
    assert len(list(answer.context["messages"])) == 1
    one.refresh_from_db()
    assert one.state == "draft"
    stale = sign_in("webmaster").post(
        reverse("publications:publish", args=[one.pk]), {"version": 1}
    )
    assert stale.status_code == 409
    for garbage in ("", "x", "-1"):
        sign_in("clerk").post(reverse("publications:submit", args=[one.pk]), {"version": garbage})
    one.refresh_from_db()
    assert one.state == "draft"

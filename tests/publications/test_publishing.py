"""The verbs from draft to the public and back: who, from which state, and by the clock."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from accounts.refusals import Stale
from publications import publishing
from publications.completeness import what_is_missing
from publications.models import Attachment, Publication, PublicationEvent
from publications.overview import state_of
from publications.publishing import NotAllowed
from search.models import Entry

STATES = ["draft", "in_review", "scheduled", "published", "over", "withdrawn"]
PEOPLE = ["clerk", "planner", "outsider", "webmaster"]


def submit(one, by):
    publishing.submit(one, by=by, seen=one.version)


def send_back(one, by):
    publishing.send_back(one, by=by, seen=one.version, words="เติมวันที่")


def take_back(one, by):
    publishing.take_back(one, by=by, seen=one.version)


def publish(one, by):
    publishing.publish(one, by=by, seen=one.version)


def reschedule(one, by):
    until = timezone.now() + timedelta(days=9)
    publishing.reschedule(one, by=by, seen=one.version, until=until, reason="ครบกำหนด")


def withdraw(one, by):
    publishing.withdraw(one, by=by, seen=one.version, reason="ประกาศผิด")


def reviewed(one, by):
    again = timezone.localdate() + timedelta(days=200)
    publishing.mark_reviewed(one, by=by, seen=one.version, again_by=again)


# verb -> state it starts from -> who may, and where it leads. The clerk owns the publication.
VERBS = {
    submit: {"draft": ({"clerk", "webmaster"}, "in_review")},
    send_back: {"in_review": ({"webmaster"}, "draft")},
    take_back: {
        "in_review": ({"clerk", "webmaster"}, "draft"),
        "scheduled": ({"webmaster"}, "draft"),
    },
    publish: {
        "draft": ({"webmaster"}, "published"),
        "in_review": ({"webmaster"}, "published"),
        "withdrawn": ({"webmaster"}, "published"),
    },
    reschedule: {
        "scheduled": ({"webmaster"}, "scheduled"),
        "published": ({"webmaster"}, "published"),
        "over": ({"webmaster"}, "published"),
    },
    withdraw: {
        "published": ({"webmaster"}, "withdrawn"),
        "over": ({"webmaster"}, "withdrawn"),
    },
    reviewed: {
        "scheduled": ({"clerk", "webmaster"}, "scheduled"),
        "published": ({"clerk", "webmaster"}, "published"),
        "over": ({"clerk", "webmaster"}, "over"),
    },
}


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("verb", VERBS, ids=lambda verb: verb.__name__)
def test_verb_is_for_its_people_in_its_states(office, brought_to, verb, state):
    allowed, leads_to = VERBS[verb].get(state, (set(), state))
    one = brought_to(state)
    before = (one.version, one.events.count())
    for person in PEOPLE:
        if person not in allowed:
            with pytest.raises(NotAllowed):
                verb(one, getattr(office, person))
    one.refresh_from_db()
    assert (one.version, one.events.count(), state_of(one)) == (*before, state)
    for person in sorted(allowed)[:1]:
        verb(one, getattr(office, person))
        one.refresh_from_db()
        assert state_of(one) == leads_to
        assert one.version == before[0] + 1
        assert one.events.count() == before[1] + 1
        assert one.events.order_by("-pk").first().by == getattr(office, person)


@pytest.mark.parametrize("person", ["clerk", "webmaster"])
@pytest.mark.parametrize("verb", VERBS, ids=lambda verb: verb.__name__)
def test_each_person_who_may_does(office, brought_to, verb, person):
    for state, (allowed, leads_to) in VERBS[verb].items():
        if person in allowed:
            one = brought_to(state)
            verb(one, getattr(office, person))
            assert state_of(Publication.objects.get(pk=one.pk)) == leads_to


@pytest.mark.parametrize("verb", VERBS, ids=lambda verb: verb.__name__)
def test_page_that_is_old_moves_nothing(office, brought_to, verb):
    state = next(iter(VERBS[verb]))
    one = brought_to(state)
    Publication.objects.filter(pk=one.pk).update(version=one.version + 1)
    with pytest.raises(Stale):
        verb(one, office.webmaster)
    assert state_of(Publication.objects.get(pk=one.pk)) == state


# --- by the clock ---------------------------------------------------------------------------------


def test_it_becomes_public_and_ends_by_itself(office, write, time_machine):
    time_machine.move_to("2026-11-21 09:00 +0700")
    one = write()
    day = timedelta(days=1)
    publishing.publish(
        one, by=office.webmaster, seen=1, at=timezone.now() + day, until=timezone.now() + 3 * day
    )
    seen = []
    for hours in (0, 23, 25, 71, 73, 99):
        time_machine.move_to("2026-11-21 09:00 +0700")
        time_machine.shift(timedelta(hours=hours))
        stored = Publication.objects.get(pk=one.pk)
        assert Publication.objects.public().filter(pk=one.pk).exists() == stored.is_public()
        assert Publication.objects.over().filter(pk=one.pk).exists() == stored.is_over()
        seen.append(state_of(stored))
    assert seen == ["scheduled", "scheduled", "published", "published", "over", "over"]


def test_what_was_never_public_leaves_no_reason_behind(client, office, brought_to):
    one = brought_to("scheduled")
    with pytest.raises(NotAllowed):
        withdraw(one, office.webmaster)
    take_back(one, office.webmaster)
    assert (one.state, one.publish_at, one.withdrawal_reason) == ("draft", None, "")
    assert client.get(one.get_absolute_url()).status_code == 404


def test_what_was_public_never_answers_as_if_it_had_not_been(client, office, brought_to):
    one = brought_to("withdrawn")
    with pytest.raises(NotAllowed):
        publishing.publish(
            one, by=office.webmaster, seen=one.version, at=timezone.now() + timedelta(days=1)
        )
    one.refresh_from_db()
    assert client.get(one.get_absolute_url()).status_code == 410


def test_no_later_time_is_asked_for_what_was_withdrawn(sign_in, brought_to):
    page = sign_in("webmaster").get(
        reverse("publications:publish", args=[brought_to("withdrawn").pk])
    )
    assert {"at", "until"} & set(page.context["form"].fields) == {"until"}


def test_what_is_over_becomes_public_again_without_its_end(office, brought_to):
    one = brought_to("over")
    publishing.reschedule(one, by=office.webmaster, seen=one.version, until=None)
    assert one.is_public()


def test_end_lies_after_the_beginning(office, write):
    one, now = write(), timezone.now()
    for at, until in (
        (None, now - timedelta(minutes=1)),
        (now + timedelta(days=2), now + timedelta(days=1)),
    ):
        with pytest.raises(NotAllowed):
            publishing.publish(one, by=office.webmaster, seen=1, at=at, until=until)
    assert Publication.objects.get(pk=one.pk).state == "draft"


def test_the_beginning_moves_while_it_has_not_come(office, brought_to):
    one, later = brought_to("scheduled"), timezone.now() + timedelta(days=9)
    publishing.reschedule(one, by=office.webmaster, seen=one.version, at=later, until=None)
    assert (one.publish_at, Entry.objects.get().visible_from) == (later, later)
    with pytest.raises(NotAllowed):
        publishing.reschedule(
            one, by=office.webmaster, seen=one.version, at=later, until=later - timedelta(hours=1)
        )
    passed = timezone.now() - timedelta(days=1)
    publishing.reschedule(one, by=office.webmaster, seen=one.version, at=passed, until=None)
    assert one.is_public() and one.publish_at > passed
    with pytest.raises(NotAllowed):
        publishing.reschedule(one, by=office.webmaster, seen=one.version, at=later, until=None)
    assert Publication.objects.get(pk=one.pk).is_public()


@pytest.mark.parametrize(
    ("reason", "shown"), [("", "ครบกำหนดเผยแพร่"), ("ปิดรับสมัครแล้ว", "ปิดรับสมัครแล้ว")]
)
def test_after_its_end_its_address_says_why(
    client, office, brought_to, time_machine, *, reason, shown
):
    time_machine.move_to("2026-11-21 09:00 +0700")
    one = brought_to("published")
    until = timezone.now() + timedelta(days=1)
    publishing.reschedule(one, by=office.webmaster, seen=one.version, until=until, reason=reason)
    time_machine.shift(timedelta(days=2))
    gone = client.get(one.get_absolute_url())
    assert gone.status_code == 410
    assert shown in gone.content.decode()


def test_a_change_and_a_withdrawal_need_a_reason(office, brought_to):
    one = brought_to("published")
    for words in ("", "   "):
        with pytest.raises(NotAllowed):
            publishing.withdraw(one, by=office.webmaster, seen=one.version, reason=words)
    with pytest.raises(NotAllowed):
        publishing.change(one, facts={"title": "ใหม่"}, by=office.webmaster, seen=one.version)
    assert Publication.objects.get(pk=one.pk).is_public()


def test_next_reading_lies_in_the_future(office, brought_to):
    one = brought_to("published", review_by=timezone.localdate())
    assert list(Publication.objects.stale(timezone.localdate())) == [one]
    with pytest.raises(NotAllowed):
        publishing.mark_reviewed(
            one, by=office.clerk, seen=one.version, again_by=timezone.localdate()
        )
    reviewed(one, office.clerk)
    assert not Publication.objects.stale(timezone.localdate()).exists()


def test_pointer_leads_to_something_public(office, brought_to):
    one, draft, new = brought_to("published"), brought_to("draft"), brought_to("published")
    for wrong in (one, draft):
        with pytest.raises(NotAllowed):
            publishing.withdraw(
                one, by=office.webmaster, seen=one.version, reason="เก่า", replaced_by=wrong
            )
    publishing.withdraw(one, by=office.webmaster, seen=one.version, reason="เก่า", replaced_by=new)
    assert one.replaced_by_id == new.pk
    publishing.publish(one, by=office.webmaster, seen=one.version)
    assert (one.replaced_by_id, one.withdrawal_reason, one.withdrawn_by) == (None, "", None)


# --- what is missing ------------------------------------------------------------------------------


def attach(one, office, **fields) -> Attachment:
    return Attachment.objects.create(
        publication=Publication.objects.get(pk=one.pk), title="ประกาศ.pdf",
        file=ContentFile(b"%PDF-1.7", "a.pdf"), kind="pdf", media_type="application/pdf", size=8,
        sha256="0" * 64, original_name="ประกาศ.pdf", uploaded_by=office.clerk, **fields,
    )  # fmt: skip


def test_a_document_waits_for_its_file_and_for_the_files_text(office, write):
    one = write("document")
    (missing,) = what_is_missing(one)
    file = attach(one, office)
    (reading,) = what_is_missing(one)
    assert reading != missing and "ประกาศ.pdf" in reading
    with pytest.raises(NotAllowed):
        publish(one, office.webmaster)
    Attachment.objects.update(text_state="done")
    publish(one, office.webmaster)
    file.refresh_from_db()
    assert file.released_at is not None


def test_a_picture_in_a_public_text_says_what_it_shows(office, brought_to):
    one = brought_to("published")
    address = "/media/pictures/00000000-0000-4000-8000-000000000000/large.webp"
    change = {"by": office.webmaster, "seen": one.version, "reason": "เพิ่มภาพ"}
    with pytest.raises(NotAllowed):
        publishing.change(one, facts={"body": f'<p><img src="{address}"></p>'}, **change)
    publishing.change(
        one, facts={"body": f'<p><img src="{address}" alt="ตลาดนัดหน้าที่ทำการ"></p>'}, **change
    )
    assert "ตลาดนัด" in one.body


def test_what_is_published_is_found_and_what_is_withdrawn_is_not(office, write):
    one = write(title="ตลาดนัดวันเสาร์")
    assert not Entry.objects.exists()
    publish(one, office.webmaster)
    assert [entry.pk for entry in Entry.objects.all()] == [one.pk]
    withdraw(one, office.webmaster)
    assert not Entry.objects.exists()


# --- the pages of the verbs -----------------------------------------------------------------------


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
    ("verb", "state", "at", "fault"),
    [
        ("reschedule", "published", "", "This end has passed already."),
        ("publish", "draft", "", "This end has passed already."),
        ("publish", "draft", "31/12/2599 08:00", "The end must lie after the beginning."),
    ],
)
def test_an_end_is_refused_for_what_is_wrong_with_it(sign_in, brought_to, verb, state, at, fault):
    one = brought_to(state)
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

"""Recording, changing and reviewing in the browser: nothing typed or chosen is lost."""

from __future__ import annotations

import re
from datetime import date
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from measures import locking
from measures.models import Evidence, ProgressEntry
from tests import factories
from tests.files import uploads

pytestmark = pytest.mark.usefixtures("february")
YEAR = 2569


@pytest.fixture
def clerk(client, office):
    client.force_login(office.clerk)
    return client


def photo(name="ภาพ.jpg", colour="green"):
    return SimpleUploadedFile(name, uploads.jpeg(colour=colour))


def typed(**changes):
    return {
        "narrative": "จัดประชุมชี้แจง ๓๐ คน",
        "evidence_date": "๑๐ ก.พ. ๖๙",
        "problems": "ไม่มี",
        "suggestions": "ไม่มี",
        "form_token": str(uuid4()),
    } | changes


def send(client, step, data):
    return client.post(reverse("measures:record", args=[step.pk]), data)


def save(client, entry, data):
    return client.post(reverse("measures:entry-edit", args=[entry.pk]), data)


def test_the_form_is_ready_to_be_filled_on_a_phone(clerk, step):
    body = clerk.get(reverse("measures:record", args=[step.pk])).content.decode()
    assert body.index('name="narrative"') < body.index('name="evidence_date"')
    assert 'value="15/2/2569"' in body
    assert body.count(">\nไม่มี</textarea>") == 2
    assert re.search(r'<input type="file"[^>]*name="files"[^>]*multiple', body)
    assert "image/jpeg" in body


def test_a_sentence_and_a_photo(clerk, step, office):
    response = send(clerk, step, typed(files=[photo()]))
    entry = ProgressEntry.objects.get()
    assert response.url == reverse("measures:step", args=[step.pk]) + f"?saved={entry.pk}"
    assert (entry.evidence_date, entry.round.code) == (date(2026, 2, 10), "6")
    assert (entry.entered_by, entry.evidence.get().original_name) == (office.clerk, "ภาพ.jpg")
    body = clerk.get(response.url).content.decode()
    assert reverse("measures:evidence-small", args=[entry.evidence.get().public_id]) in body


def test_after_saving_the_next_due_step_is_offered(clerk, step, plan, office):
    later = factories.make_step(
        plan, units=[office.units.finance], ends=date(2026, 2, 20), text="ขั้นตอนถัดไป"
    )
    factories.make_step(plan, units=[office.units.works], ends=date(2026, 1, 1))
    body = clerk.get(send(clerk, step, typed()).url).content.decode()
    assert reverse("measures:record", args=[later.pk]) in body


def test_invalid_input_is_kept_and_so_are_the_files(clerk, step):
    data = typed(evidence_date="เมื่อวาน", narrative="ประชุม <b>แล้ว</b>", problems="ฝนตก")
    response = send(clerk, step, data | {"files": [photo(), photo("สอง.jpg", "red")]})
    assert response.status_code == 422
    body = response.content.decode()
    for text in ("เมื่อวาน", "ประชุม &lt;b&gt;แล้ว&lt;/b&gt;", "ฝนตก", "ภาพ.jpg", "สอง.jpg"):
        assert text in body
    token = re.search(r'name="form_token" value="([^"]+)"', body)[1]
    assert token == data["form_token"]
    first, second = Evidence.objects.order_by("pk")
    again = typed(form_token=token) | {
        f"caption_{first.public_id}": "ผู้เข้าร่วมประชุม",
        f"caption_{second.public_id}": "",
        f"remove_{second.public_id}": "on",
    }
    assert send(clerk, step, again).status_code == 302
    entry = ProgressEntry.objects.get()
    assert [(one.original_name, one.caption) for one in entry.evidence.all()] == [
        ("ภาพ.jpg", "ผู้เข้าร่วมประชุม")
    ]


def test_a_bad_file_is_named_and_the_good_one_kept(clerk, step):
    bad = SimpleUploadedFile("ภาพปลอม.jpg", uploads.HTML)
    data = typed()
    response = send(clerk, step, data | {"files": [bad, photo()]})
    assert response.status_code == 422
    body = response.content.decode()
    assert "ภาพปลอม.jpg: " in body
    assert data["narrative"] in body
    assert ProgressEntry.objects.count() == 0
    assert send(clerk, step, data).status_code == 302
    assert ProgressEntry.objects.get().evidence.get().original_name == "ภาพ.jpg"


def test_a_form_without_its_token_still_records(clerk, step):
    assert send(clerk, step, typed(form_token="", files=[photo()])).status_code == 302
    assert ProgressEntry.objects.get().evidence.count() == 1


def test_a_token_that_is_none_is_replaced_on_the_form_that_comes_back(clerk, step):
    response = send(clerk, step, typed(form_token="ไม่ใช่รหัส", files=[photo()]))
    assert response.status_code == 422
    token = re.search(r'name="form_token" value="([^"]+)"', response.content.decode())[1]
    assert send(clerk, step, typed(form_token=token)).status_code == 302
    assert ProgressEntry.objects.get().evidence.count() == 1


def test_sending_the_same_form_twice_makes_one_entry(clerk, step):
    data = typed()
    first, again = send(clerk, step, data), send(clerk, step, data)
    assert (first.status_code, again.status_code) == (302, 302)
    assert ProgressEntry.objects.count() == 1


def test_back_and_other_words_offer_a_change_instead_of_losing_them(clerk, step):
    data = typed()
    send(clerk, step, data)
    response = send(clerk, step, data | {"narrative": "ข้อความใหม่หลังย้อนกลับ"})
    assert response.status_code == 409
    body = response.content.decode()
    assert "ข้อความใหม่หลังย้อนกลับ" in body
    entry = ProgressEntry.objects.get()
    assert entry.narrative == data["narrative"]
    assert f'action="{reverse("measures:entry-edit", args=[entry.pk])}"' in body
    sent = data | {"narrative": "ข้อความใหม่หลังย้อนกลับ", "version": "1"}
    assert save(clerk, entry, sent).status_code == 302
    entry.refresh_from_db()
    assert entry.narrative == "ข้อความใหม่หลังย้อนกลับ"


def test_a_cadence_has_no_completion(clerk, step):
    field = 'name="completed_on"'
    url = reverse("measures:record", args=[step.pk])
    assert field in clerk.get(url).content.decode()
    step.cadence = "monthly"
    step.save()
    assert field not in clerk.get(url).content.decode()


@pytest.mark.parametrize("day", ["16/2/2569", "30/9/2568", "1/10/2569"])
def test_dates_that_cannot_be_are_refused_on_the_field(clerk, step, day):
    response = send(clerk, step, typed(evidence_date=day))
    assert response.status_code == 422
    assert "evidence_date" in response.context["form"].errors
    assert ProgressEntry.objects.count() == 0


def test_a_locked_round_keeps_what_was_typed(clerk, step, plan, office):
    for one in plan.rounds.all():
        locking.lock_round(one, by=office.planner)
    response = send(clerk, step, typed())
    assert response.status_code == 422
    assert typed()["narrative"] in response.content.decode()
    assert ProgressEntry.objects.count() == 0


def edit_data(entry, **changes):
    return typed(version=str(entry.version), **changes)


def test_a_stale_page_shows_the_others_words_and_keeps_ones_own(clerk, step, office):
    entry = factories.make_entry(step, narrative="คำเดิม", evidence_date=date(2026, 1, 5))
    mine = edit_data(entry, narrative="คำของฉัน")
    assert save(clerk, entry, edit_data(entry, narrative="คำของเพื่อน")).status_code == 302
    response = save(clerk, entry, mine)
    assert response.status_code == 409
    body = response.content.decode()
    assert "คำของเพื่อน" in body
    assert "คำของฉัน" in body
    entry.refresh_from_db()
    assert entry.narrative == "คำของเพื่อน"
    version = re.search(r'name="version" value="(\d+)"', body)[1]
    assert save(clerk, entry, mine | {"version": version}).status_code == 302
    entry.refresh_from_db()
    assert entry.narrative == "คำของฉัน"


def test_files_are_captioned_and_taken_away_when_an_entry_is_changed(clerk, step):
    send(clerk, step, typed(files=[photo(), photo("สอง.jpg", "red")]))
    entry = ProgressEntry.objects.get()
    first, second = entry.evidence.all()
    files = {
        f"caption_{first.public_id}": "หน้าห้องประชุม",
        f"caption_{second.public_id}": "",
        f"remove_{second.public_id}": "on",
        "files": [photo("สาม.jpg", "blue")],
    }
    assert save(clerk, entry, edit_data(entry) | files).status_code == 302
    kept = entry.evidence.kept().values_list("original_name", "caption")
    assert list(kept) == [("ภาพ.jpg", "หน้าห้องประชุม"), ("สาม.jpg", "")]


def test_an_accepted_entry_is_shown_but_not_changed(clerk, step):
    entry = factories.make_entry(step, state="accepted", narrative="รับแล้ว")
    url = reverse("measures:entry-edit", args=[entry.pk])
    body = clerk.get(url).content.decode()
    assert "รับแล้ว" in body
    assert 'name="narrative"' not in body
    assert save(clerk, entry, edit_data(entry)).status_code == 409
    entry.refresh_from_db()
    assert entry.narrative == "รับแล้ว"


# --- files given out ---------------------------------------------------------------------


@pytest.fixture
def held(clerk, step):
    send(clerk, step, typed(files=[photo(), SimpleUploadedFile("แผน.pdf", uploads.pdf())]))
    return {one.kind: one for one in Evidence.objects.all()}


def get(client, name, one):
    return client.get(reverse(f"measures:{name}", args=[one.public_id]))


def content(response) -> bytes:
    """The whole body; the file is closed without ending the request, and the test's database."""
    data = b"".join(response.streaming_content)
    for close in response._resource_closers:
        close()
    return data


def test_a_photo_is_shown_and_a_document_saved(client, held):
    shown, saved = get(client, "evidence", held["photo"]), get(client, "evidence", held["document"])
    for response in (shown, saved):
        assert "sandbox" in response.headers["Content-Security-Policy"]
        assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert shown.headers["Content-Type"] == "image/jpeg"
    assert shown.headers["Content-Disposition"].startswith("inline")
    assert saved.headers["Content-Disposition"].startswith("attachment")
    assert content(shown).startswith(b"\xff\xd8\xff")
    assert saved.headers["Content-Type"] == "application/pdf"
    assert content(saved).startswith(b"%PDF-")


def test_the_small_copy_is_small_and_documents_have_none(client, held):
    response = get(client, "evidence-small", held["photo"])
    assert response.headers["Content-Type"] == "image/jpeg"
    assert len(content(response)) < held["photo"].size
    assert get(client, "evidence-small", held["document"]).status_code == 404


def test_strangers_and_removed_files(client, held, office):
    one = held["photo"]
    other = client.__class__()
    assert get(other, "evidence", one).status_code == 302
    Evidence.objects.filter(pk=one.pk).update(
        removed_at="2026-02-15T00:00Z", removed_by=office.clerk
    )
    assert get(client, "evidence", one).status_code == 404
    assert get(client, "evidence-small", one).status_code == 404


def test_a_waiting_file_is_seen_by_its_sender_alone(client, step, office):
    client.force_login(office.clerk)
    send(client, step, typed(narrative="", files=[photo()]))
    one = Evidence.objects.get()
    shown = get(client, "evidence", one)
    assert shown.status_code == 200
    assert content(shown).startswith(b"\xff\xd8\xff")
    client.force_login(office.planner)
    assert get(client, "evidence", one).status_code == 404


# --- review ------------------------------------------------------------------------------


def decide(client, **decisions):
    return client.post(reverse("measures:review", args=[YEAR]), decisions)


def decision(entry, choice, words="", version=None):
    prefix = f"entry{entry.pk}"
    return {
        f"{prefix}-decision": choice,
        f"{prefix}-words": words,
        f"{prefix}-version": str(version or entry.version),
    }


def test_several_are_decided_at_once_and_some_left(planner, step, office):
    one, two, three = (factories.make_entry(step, entered_by=office.clerk) for _number in range(3))
    response = decide(
        planner,
        **decision(one, "accept"),
        **decision(two, "return", "ขอภาพถ่าย"),
        **decision(three, ""),
    )
    assert response.status_code == 302
    states = list(ProgressEntry.objects.order_by("pk").values_list("state", "return_reason"))
    assert states == [("accepted", ""), ("returned", "ขอภาพถ่าย"), ("submitted", "")]


def test_what_cannot_be_decided_comes_back_with_what_was_typed(planner, step, office):
    own = factories.make_entry(step, entered_by=office.planner)
    silent, fine = (factories.make_entry(step, entered_by=office.clerk) for _n in range(2))
    response = decide(
        planner,
        **decision(own, "accept"),
        **decision(silent, "return", " "),
        **decision(fine, "accept"),
    )
    assert response.status_code == 422
    assert [row["entry"] for row in response.context["rows"]] == [own, silent]
    states = dict(ProgressEntry.objects.values_list("pk", "state"))
    assert states == {own.pk: "submitted", silent.pk: "submitted", fine.pk: "accepted"}


def test_an_entry_changed_since_the_page_was_shown_is_shown_again(planner, step, office):
    entry = factories.make_entry(step, entered_by=office.clerk, version=2, narrative="คำใหม่")
    response = decide(planner, **decision(entry, "return", "ขอภาพถ่าย", version=1))
    assert response.status_code == 422
    body = response.content.decode()
    assert "คำใหม่" in body
    assert "ขอภาพถ่าย" in body
    assert f'name="entry{entry.pk}-version" value="2"' in body
    entry.refresh_from_db()
    assert entry.state == "submitted"


def test_an_entry_that_somebody_else_decided_is_told(planner, step, office):
    entry = factories.make_entry(step, entered_by=office.clerk, state="accepted")
    response = planner.post(
        reverse("measures:review", args=[YEAR]), decision(entry, "return", "ช้าไป"), follow=True
    )
    assert [message.level_tag for message in response.context["messages"]] == ["warning"]
    entry.refresh_from_db()
    assert entry.state == "accepted"


def test_the_review_leaves_locked_rounds_and_other_years_alone(planner, step, plan, office):
    locked = factories.make_entry(step, entered_by=office.clerk)
    other = factories.make_plan(2568)
    elsewhere = factories.make_entry(factories.make_step(other), entered_by=office.clerk)
    locking.lock_round(plan.rounds.get(code="6"), by=office.planner)
    url = reverse("measures:review", args=[YEAR])
    assert planner.get(url).context["rows"] == []
    decide(planner, **decision(locked, "accept"), **decision(elsewhere, "accept"))
    assert not ProgressEntry.objects.exclude(state="submitted").exists()

"""Personal data before it goes public: found, asked about once, let through by a person."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse

from accounts.refusals import NotAllowed
from portal.models import Organisation
from publications import guard, publishing
from publications.models import Attachment, AttachmentPage, Publication
from publications.moving import NotConfirmed

PHONE = "081-234-5678"
OTHER = "089-765-4321"


def keys_of(found) -> frozenset[str]:
    return frozenset(one.key for one in found)


def read_file(one, office, *texts: str) -> Attachment:
    """A file of the publication whose pages read so."""
    file = Attachment.objects.create(
        publication=Publication.objects.get(pk=one.pk), title="บัญชีรายชื่อ",
        file=ContentFile(b"%PDF-1.7", "a.pdf"), kind="pdf", media_type="application/pdf", size=8,
        sha256="0" * 64, original_name="a.pdf", uploaded_by=office.clerk, text_state="done",
    )  # fmt: skip
    for number, text in enumerate(texts, start=1):
        AttachmentPage.objects.create(attachment=file, number=number, text=text)
    return file


def test_publishing_asks_about_each_find_and_goes_on_once_let_through(office, write):
    one = write(body=f"<p>โทร {PHONE}</p>", summary="อีเมล somying@example.com")
    with pytest.raises(NotConfirmed) as refusal:
        publishing.publish(one, by=office.webmaster, seen=1)
    found = refusal.value.found
    assert {find.finding.kind for find in found} == {"phone", "email"}
    assert not Publication.objects.get(pk=one.pk).is_public()
    half = frozenset([found[0].key])
    with pytest.raises(NotConfirmed) as refusal:
        publishing.publish(one, by=office.webmaster, seen=1, confirmed=half)
    assert keys_of(refusal.value.found) == keys_of(found) - half
    publishing.publish(one, by=office.webmaster, seen=1, confirmed=keys_of(found))
    assert one.is_public()


def test_the_texts_are_read_once(office, write, monkeypatch):
    one = write(body=f"<p>โทร {PHONE}</p>")
    keys, looked, findings_of = keys_of(guard.findings_of(one)), [], guard.findings_of
    monkeypatch.setattr(guard, "findings_of", lambda p: looked.append(p) or findings_of(p))
    publishing.publish(one, by=office.webmaster, seen=1, confirmed=keys)
    assert len(looked) == 1


def test_only_new_finds_are_asked_about_again(office, write):
    one = write(body=f"<p>โทร {PHONE}</p>")
    publishing.publish(one, by=office.webmaster, seen=1, confirmed=keys_of(guard.findings_of(one)))
    change = {"by": office.webmaster, "reason": "แก้"}
    publishing.change(one, facts={"title": "ใหม่"}, seen=one.version, **change)
    facts = {"body": f"<p>โทร 081 234 5678 หรือ {OTHER}</p>"}
    with pytest.raises(NotConfirmed) as refusal:
        publishing.change(one, facts=facts, seen=one.version, **change)
    (found,) = refusal.value.found
    assert found.finding.shown != OTHER
    one.refresh_from_db()
    assert OTHER not in one.body
    publishing.change(
        one, facts=facts, seen=one.version, confirmed=frozenset([found.key]), **change
    )
    publishing.withdraw(one, by=office.webmaster, seen=one.version, reason="พัก")
    publishing.publish(one, by=office.webmaster, seen=one.version)
    assert one.is_public()


def test_places_and_names_of_files_are_looked_at_too(office, write):
    one = write(event_place=f"บ้านเลขที่ 1 โทร {PHONE}")
    assert [found.finding.kind for found in guard.findings_of(one)] == ["phone"]
    document = write("document", number="ตย 71001/123")
    file = read_file(document, office)
    assert guard.findings_of(document) == []
    file.title = f"ใบสมัคร {OTHER}"
    file.save(update_fields=["title"])
    with pytest.raises(NotConfirmed):
        publishing.publish(document, by=office.webmaster, seen=1)


def test_what_was_let_through_on_one_publication_is_asked_about_on_another(office, write):
    first, second = write(body=f"<p>{PHONE}</p>"), write(body=f"<p>{PHONE}</p>")
    keys = keys_of(guard.findings_of(first))
    publishing.publish(first, by=office.webmaster, seen=1, confirmed=keys)
    with pytest.raises(NotConfirmed):
        publishing.publish(second, by=office.webmaster, seen=1, confirmed=keys)


def test_history_keeps_no_number(office, write):
    one = write(body=f"<p>โทร {PHONE}</p>")
    keys = keys_of(guard.findings_of(one))
    publishing.publish(one, by=office.webmaster, seen=1, confirmed=keys)
    (event,) = one.events.filter(kind="confirmed")
    assert set(event.words.split()) == keys
    assert event.by == office.webmaster
    assert "5678" not in event.words


def test_many_finds_are_all_remembered(office, write):
    numbers = [f"08{n:08d}" for n in range(10_000_000, 10_000_060)]
    one = write(body="".join(f"<p>โทร {number}</p>" for number in numbers))
    keys = keys_of(guard.findings_of(one))
    assert len(keys) == 60
    publishing.publish(one, by=office.webmaster, seen=1, confirmed=keys)
    assert guard.unconfirmed(one, frozenset()) == []


def test_files_and_words_of_pictures_are_looked_at(office, write):
    one = write("document")
    read_file(one, office, "ไม่มีอะไร", f"โทร {PHONE}")
    (found,) = guard.findings_of(one)
    assert "บัญชีรายชื่อ" in found.where and "2" in found.where
    with pytest.raises(NotConfirmed):
        publishing.publish(one, by=office.webmaster, seen=1)


def test_a_number_in_the_address_of_a_link_is_found(write):
    one = write(body='<p><a href="https://example.go.th/?id=1%202345%2067890%2012%201">ดู</a></p>')
    assert [found.finding.kind for found in guard.findings_of(one)] == ["id_number"]


def test_the_offices_own_numbers_are_no_find(office, write):
    Organisation.objects.update_or_create(
        pk=1, defaults={"name": "อบต.ทดสอบ", "phone": PHONE, "email": "saraban@example.go.th"}
    )
    one = write(body=f"<p>โทร {PHONE} saraban@example.go.th</p>")
    assert guard.findings_of(one) == []
    publishing.publish(one, by=office.webmaster, seen=1)
    assert one.is_public()


# --- on the pages ---------------------------------------------------------------------------------


def test_page_shows_what_was_found_and_never_the_whole_number(sign_in, write):
    one = write(body=f"<p>ติดต่อคุณสมหญิง โทร {PHONE}</p>")
    client, address = sign_in("webmaster"), reverse("publications:publish", args=[one.pk])
    page = client.get(address)
    (found,) = page.context["form"].found
    words = page.content.decode()
    assert found.finding.shown in words and found.where in words
    assert PHONE not in words and "0812345678" not in words
    keys = page.context["form"]["confirmed"].value()
    unticked = client.post(address, {"version": 1, "confirmed": keys})
    assert unticked.status_code == 422
    one.refresh_from_db()
    assert one.state == "draft"
    client.post(address, {"version": 1, "confirmed": keys, "looked": "on"})
    one.refresh_from_db()
    assert one.is_public()


def test_tick_lets_through_only_what_stood_on_the_page(sign_in, office, write):
    one = write(body=f"<p>{PHONE}</p>")
    client, address = sign_in("webmaster"), reverse("publications:publish", args=[one.pk])
    keys = client.get(address).context["form"]["confirmed"].value()
    publishing.change(one, facts={"body": f"<p>{PHONE} {OTHER}</p>"}, by=office.clerk, seen=1)
    answer = client.post(address, {"version": 2, "confirmed": keys, "looked": "on"})
    assert answer.status_code == 422
    assert len(answer.context["form"].found) == 1
    assert not answer.context["form"]["looked"].value()
    one.refresh_from_db()
    assert one.state == "draft"


def test_schedule_that_was_typed_stays_while_the_page_asks(sign_in, write):
    one = write(body=f"<p>{PHONE}</p>")
    client, address = sign_in("webmaster"), reverse("publications:publish", args=[one.pk])
    answer = client.post(address, {"version": 1, "at": "1/12/2599 8:30", "until": ""})
    assert answer.context["form"]["at"].value() == "1/12/2599 8:30"


@pytest.mark.parametrize(
    ("wrong", "status"),
    [({"until": "1/11/2569"}, 422), ({"version": "7"}, 409)],
    ids=["refused by the form", "refused by the verb"],
)
def test_tick_and_times_stay_while_something_else_is_wrong(sign_in, write, wrong, status):
    one = write(body=f"<p>{PHONE}</p>")
    client, address = sign_in("webmaster"), reverse("publications:publish", args=[one.pk])
    keys = client.get(address).context["form"]["confirmed"].value()
    typed = {"version": 1, "confirmed": keys, "looked": "on", "at": "1/12/2599 8:30"}
    answer = client.post(address, typed | wrong)
    assert answer.status_code == status
    form = answer.context["form"]
    assert form["looked"].value() and len(form.found) == 1
    sent = {name: form[name].value() or "" for name in ("confirmed", "looked", "at")}
    client.post(address, sent | {"version": 1})
    one.refresh_from_db()
    assert one.is_scheduled()


def test_what_was_let_through_is_not_asked_about_in_turns(sign_in, office, write):
    one = write(body=f"<p>{PHONE}</p>")
    client, address = sign_in("webmaster"), reverse("publications:publish", args=[one.pk])
    keys = client.get(address).context["form"]["confirmed"].value()
    publishing.change(one, facts={"body": f"<p>{PHONE} {OTHER}</p>"}, by=office.clerk, seen=1)
    answer = client.post(address, {"version": 2, "confirmed": keys, "looked": "on"})
    keys = answer.context["form"]["confirmed"].value()
    client.post(address, {"version": 2, "confirmed": keys, "looked": "on"})
    one.refresh_from_db()
    assert one.is_public()


def test_tick_goes_along_while_another_field_of_the_text_is_wrong(sign_in, brought_to):
    one, client = brought_to("published"), sign_in("webmaster")
    address = reverse("publications:edit", args=[one.pk])
    form = client.get(address).context["form"]
    sent = {field.name: field.value() or "" for field in form if field.name != "looked"}
    sent |= {"body": f"<p>โทร {PHONE}</p>", "reason": "เพิ่มเบอร์"}
    keys = client.post(address, sent).context["form"]["confirmed"].value()
    ticked = sent | {"confirmed": keys, "looked": "on"}
    page = client.post(address, ticked | {"title": ""}).content.decode()
    assert '<input type="hidden" name="looked" value="on">' in page and keys in page


def test_editing_what_is_public_asks_too_and_keeps_what_was_typed(sign_in, brought_to):
    one, client = brought_to("published"), sign_in("webmaster")
    address = reverse("publications:edit", args=[one.pk])
    form = client.get(address).context["form"]
    sent = {field.name: field.value() or "" for field in form} | {
        "body": f"<p>โทร {PHONE}</p>", "reason": "เพิ่มเบอร์",
    }  # fmt: skip
    sent.pop("looked")
    answer = client.post(address, sent)
    assert answer.status_code == 422
    form = answer.context["form"]
    assert PHONE in form["body"].value() and len(form.found) == 1
    client.post(address, sent | {"confirmed": form["confirmed"].value(), "looked": "on"})
    one.refresh_from_db()
    assert PHONE in one.body


def test_addresses_of_pages_and_reasons_of_changes_are_looked_at_too(office, write):
    page = write("page", slug="call-0812345678")
    assert [found.finding.kind for found in guard.findings_of(page)] == ["phone"]
    one = write()
    publishing.publish(one, by=office.webmaster, seen=1)
    change = {"facts": {"title": "ใหม่"}, "by": office.webmaster, "seen": one.version}
    with pytest.raises(NotConfirmed) as refusal:
        publishing.change(one, reason=f"ลบเบอร์ {PHONE}", **change)
    publishing.change(
        one, reason=f"ลบเบอร์ {PHONE}", confirmed=keys_of(refusal.value.found), **change
    )
    words = {"by": office.webmaster, "confirmed": frozenset()}
    with pytest.raises(NotConfirmed):
        publishing.files_changed(one, words=f"แทนไฟล์ที่มี {OTHER}", **words)
    publishing.files_changed(one, words="เปลี่ยนชื่อไฟล์", **words)


def test_the_reason_of_a_withdrawal_names_nobody(office, write):
    draft = write()
    publishing.publish(draft, by=office.webmaster, seen=draft.version)
    with pytest.raises(NotAllowed):
        publishing.withdraw(
            draft, by=office.webmaster, seen=draft.version, reason="สอบถามนางสมมุติ 081-234-5678"
        )
    draft.refresh_from_db()
    assert draft.state == "published"


def test_the_title_that_a_withdrawn_address_names_is_looked_at_too(office, write):
    draft = write()
    publishing.publish(draft, by=office.webmaster, seen=draft.version)
    publishing.withdraw(draft, by=office.webmaster, seen=draft.version, reason="ซ้ำ")
    with pytest.raises(NotConfirmed):
        publishing.change(
            draft,
            facts={"title": "โทร 081-234-5678"},
            by=office.webmaster,
            seen=draft.version,
            reason="แก้",
        )


def test_the_offices_own_affairs_are_no_update_to_the_public(office, write):
    draft = write()
    publishing.publish(draft, by=office.webmaster, seen=draft.version)
    facts = {"owner": office.clerk, "review_by": date(2027, 1, 31)}
    assert publishing.change(draft, facts=facts, by=office.webmaster, seen=draft.version)
    draft.refresh_from_db()
    assert (draft.owner, draft.updated_at) == (office.clerk, None)
    with pytest.raises(NotAllowed):
        publishing.change(
            draft,
            facts={"title": "อีกชื่อ", "owner": office.head},
            by=office.webmaster,
            seen=draft.version,
        )
